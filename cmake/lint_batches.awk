# Reads our headers and compile_commands.json, and writes, to FOLDER, sources that include several
# of ours each, with a compile_commands.json of their own: clang-tidy then reads the headers once a
# batch. Sources share a batch if they are compiled alike and their unnamed namespaces go together;
# what this overlooks costs time only.
#   awk -v folder=FOLDER -v most=SOURCES -f lint_batches.awk HEADER... compile_commands.json

# The name that a line declares; "" if it declares none. Column 0 is enough: clang-format was there.
function declared(line) {
  if (line !~ /^[A-Za-z_]/ || line ~ /^(TEST|INSTANTIATE|template|namespace|static_assert|using ::)/) return ""
  sub(/^using /, "alias ", line)
  if (line ~ /^(class|struct|enum)/) sub(/ final| : .*/, "", line)
  sub(/[ ]*[({=;[].*/, "", line)
  sub(/.*[ *&:>]/, "", line)
  return line
}

# The types of a function's parameters; "" for anything else.
function parameters(line) {
  if (line !~ /^[^={;[]*\(/) return ""
  line = substr(line, index(line, "("))
  gsub(/[A-Za-z_0-9]+[,)]/, ",", line)
  return line
}

# Fills names with what the unnamed namespaces of a source declare; says whether a header does too.
function read_names(source, names,    line, inside, name, clash) {
  while ((getline line < source) > 0) {
    if (line ~ /^namespace \{/) inside = 1
    if (line ~ /^}  \/\/ namespace$/) inside = 0
    name = inside ? declared(line) : ""
    if (name == "") continue
    if (line ~ /^using /) {  # the same alias may be there twice
      if (name in public && public[name] != line) clash = 1
      continue
    }
    if (name in public && (parameters(public[name]) == "" || parameters(line) == "")) clash = 1
    names[name] = parameters(line)
  }
  close(source)
  return clash
}

# A function may be there twice with other parameters, nothing else.
function is_free(batch, names,    name) {
  if (size[batch] >= most) return 0
  for (name in names) {
    if (!((batch, name) in taken)) continue
    if (names[name] == "" || taken[batch, name] == "") return 0
    if (index(taken[batch, name], names[name])) return 0
  }
  return 1
}

FILENAME ~ /\.hpp$/ {
  if ((name = declared($0)) != "") public[name] = $0
  next
}
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
  for (name in names) {
    taken[batch, name] = names[name] == "" ? "" : taken[batch, name] names[name]
  }
  sources[batch] = sources[batch] "#include \"" source "\"  // NOLINT(bugprone-suspicious-include)\n"
  ++size[batch]
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
