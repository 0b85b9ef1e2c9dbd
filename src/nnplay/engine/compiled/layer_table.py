"""The columns of the table of integers that describes a network, with one row per layer."""

# sizes; addresses of the activation's kernels; offset of its constants; how many constants each neuron learns
N_IN, N_Z, N_OUT, FORWARD, BACKWARD, CONSTANTS, LEARNS = range(7)
# addresses of optional kernels (normalization.py, dropout_skip.py), 0 if the layer does not have them
NORM, NORM_BACK, DROP, DROP_BACK, SKIP, SKIP_BACK, SKIP_SLOPE = range(7, 14)
# whether threads divide the columns of z, and of the δ of the layer below, instead of the rows of the batch
BY_COLUMN, BY_COLUMN_BELOW = 14, 15
# offsets of the arrays in θ
W, BIAS, GAMMA, BETA, LEARNED, P, MEAN, VARIANCE = range(16, 24)
# offsets of the matrices in the workspace; DELTA is ∂L/∂z, DELTA_A is ∂L/∂a, DELTA_F is ∂L/∂f before dropout
Z, U, F, A, SIGMA, MASK, SPARE, DELTA, DELTA_A, DELTA_F = range(24, 34)
# offset in the workspace of a copy of δ for the gradient's product; 0 if there is none
PACKED_DELTA = 34
COLUMNS = 35
