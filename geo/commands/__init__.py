"""The commands of python -m geo, one module per family; each adds its own to the parser.

A command takes the parsed arguments, among them `now` (an aware datetime), and returns the exit
code: 0 on success, 1 on a fault, 2 on misuse. Answers go to standard output, messages to standard
error.
"""
