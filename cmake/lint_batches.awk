# Reads our headers and compile_commands.json, and writes, to FOLDER, sources that include several
# of ours each, with a compile_commands.json of their own: clang-tidy then reads the headers once a
# batch. Sources share a batch if they are compiled alike and their unnamed namespaces go together;
# what this overlooks costs time only.
#   awk -v folder=FOLDER -v most=SOURCES -f unnamed_namespaces.awk -f lint_batches.awk \
#     HEADER... compile_commands.json

/"directory":/ { split($0, part, "\""); directory = part[4] }
/"command":/ {
  command = $0
  sub(/^ *"command": "/, "", command)
  sub(/ -o [^ ]+ -c .*/, "", command)
  sub(/ -Winvalid-pch -include [^ ]+/, "", command)  # GCC's form
}
/"file": ".*\.cpp"/ {
  split($0, part, "\"")
  source = part[4]
  if (source in seen) next
  seen[source]
  split("", names)
  alone = read_names(source, names)
  for (batch = 1; batch <= batches; ++batch) {
    if (!alone && commands[batch] == command && is_free(batch, names)) break
  }
  if (batch > batches) {
    commands[++batches] = alone ? "" : command
    directories[batch] = directory
    own_command[batch] = command
  }
  take(batch, names)
  sources[batch] = sources[batch] "#include \"" source "\"  // NOLINT(bugprone-suspicious-include)\n"
}

# -Wshadow would object to a name in one source that an earlier one has; GCC checks each alone.
END {
  database = folder "/compile_commands.json"
  for (batch = 1; batch <= batches; ++batch) {
    file = folder "/batch_" batch ".cpp"
    printf "%s", sources[batch] > file
    close(file)
    printf "%s{\"directory\": \"%s\", \"command\": \"%s -Wno-shadow -c %s\", \"file\": \"%s\"}", \
      batch == 1 ? "[\n" : ",\n", directories[batch], own_command[batch], file, file > database
  }
  print "\n]" > database
}
