"""The columns of the table that describes a network: one row a layer."""

# sizes and kinds; addresses of the activation's kernels; how many constants each neuron learns
N_IN, N_Z, N_OUT, NORM, SKIP, CONSTANTS, FORWARD, BACKWARD, LEARNS = range(9)
# whether the threads divide the columns of z, and of δ of the layer below, among them, and not the rows of the batch
BY_COLUMN, BY_COLUMN_BELOW = 9, 10
# θ: where an array of parameters starts
W, BIAS, GAMMA, BETA, LEARNED, P, MEAN, VARIANCE = range(11, 19)
# workspace: where a matrix of the batch starts; DELTA is ∂L/∂z, DELTA_A is ∂L/∂a
Z, U, F, A, SIGMA, MASK, SPARE, DELTA, DELTA_A = range(19, 28)
COLUMNS = 28
NO_NORM, BATCH_NORM, LAYER_NORM = 0, 1, 2
NO_SKIP, PLAIN_SKIP, PROJECTED_SKIP = 0, 1, 2
