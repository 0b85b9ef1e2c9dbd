"""The columns of the table that describes a network: one row a layer."""

# sizes; addresses of the activation's kernels; where its constants start, and how many of them each neuron learns
N_IN, N_Z, N_OUT, FORWARD, BACKWARD, CONSTANTS, LEARNS = range(7)
# addresses of what only some layers have (normalization.py, detours.py), 0 for a layer without
NORM, NORM_BACK, DROP, DROP_BACK, SKIP, SKIP_BACK, SKIP_SLOPE = range(7, 14)
# whether the threads divide the columns of z, and of δ of the layer below, among them, and not the rows of the batch
BY_COLUMN, BY_COLUMN_BELOW = 14, 15
# θ: where an array of parameters starts
W, BIAS, GAMMA, BETA, LEARNED, P, MEAN, VARIANCE = range(16, 24)
# workspace: where a matrix of the batch starts; DELTA is ∂L/∂z, DELTA_A is ∂L/∂a, DELTA_F is ∂L/∂f before dropout
Z, U, F, A, SIGMA, MASK, SPARE, DELTA, DELTA_A, DELTA_F = range(24, 34)
COLUMNS = 34
