# Prints a line "GROUP SOURCE" for each source that may be compiled with others.
#   awk -v most=SOURCES -f unnamed_namespaces.awk -f unity_groups.awk HEADER... SOURCE...

FNR > 1 { next }
{
  split("", names)
  if (read_names(FILENAME, names)) next
  for (batch = 1; batch <= batches; ++batch) {
    if (is_free(batch, names)) break
  }
  if (batch > batches) batches = batch
  take(batch, names)
  print batch, FILENAME
}
