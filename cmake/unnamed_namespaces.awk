# Which of our sources may be compiled as one: those whose unnamed namespaces go together. Used with
# another script: awk -f unnamed_namespaces.awk -f THAT.awk

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

# Takes the names of a source into a batch.
function take(batch, names,    name) {
  for (name in names) {
    taken[batch, name] = names[name] == "" ? "" : taken[batch, name] names[name]
  }
  ++size[batch]
}

# Headers first: what they declare.
FILENAME ~ /\.hpp$/ {
  if ((name = declared($0)) != "") public[name] = $0
  next
}
