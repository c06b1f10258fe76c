"""Long tests, one module each, run by ./run test long [NAME]. They are resumable: what they have done so far is in
build/soak/NAME. Each prints its seed first and one summary line last."""
