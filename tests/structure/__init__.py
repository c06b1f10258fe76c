"""What the source must look like: rooms and edges, headers, messages, paths. Each check is a function from files to
faults, so that its own tests can show it a wrong file."""
