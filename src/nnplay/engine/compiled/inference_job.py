"""The job that `evaluate` does (inference.py): a vector of integers.

What differs from one evaluation to the next comes first: next chunk, number of chunks, rows in total and per chunk,
bytes from one θ to the next, chunks of each θ, addresses. Then what belongs to the network: sizes, addresses, offsets
into the workspace.
"""

NEXT, CHUNKS, ROWS, CHUNK, STRIDE, CHUNKS_PER_STATE, THETA, INPUTS, TARGETS, WEIGHT, TOTALS = range(11)
N_IN, N_OUT, LAYERS, SIZE, FORWARD, CONTEXT, TABLE, DROPOUT, CONSTANTS, LOSS, LOSS_CONSTANTS, Y_HAT, Z = range(11, 24)
JOB_SIZE = 24
