/** The components that the page offers. A test compares them with the engine's catalogue. */

export const ACTIVATIONS = [
  "tanh", "relu", "sigmoid", "gelu", "identity", "silu", "mish", "elu", "selu", "celu", "leaky_relu", "prelu", "relu6", "repsu",
  "softplus", "squareplus", "softsign", "arctan", "smht", "hard_sigmoid", "hard_tanh", "gaussian", "sinusoid", "sinc",
  "exponential", "bent_identity", "binary_step", "elish", "softmax", "maxout",
];

export const OPTIMIZERS = [
  "sgd", "momentum", "nesterov", "adam", "adamw", "nadam", "amsgrad", "adam_hat", "rmsprop", "adagrad", "adadelta", "lion",
];

export const INITIALIZERS = [
  "glorot_uniform", "glorot_normal", "he_uniform", "he_normal", "lecun_uniform", "lecun_normal", "orthogonal", "uniform",
  "normal", "zeros",
];

export const SCHEDULES = ["constant", "cosine", "exponential", "step", "inverse_scaling", "one_cycle", "warm_up", "reduce_on_plateau"];

/** For two classes, for numbers, and for more than two classes. */
export const LOSSES = {
  classification: ["binary_cross_entropy", "focal", "hinge", "squared_hinge", "mse", "mae"],
  regression: ["mse", "mae", "huber", "log_cosh", "quantile", "msle", "mape", "poisson", "half_poisson_deviance"],
  several: ["cross_entropy", "categorical_focal", "kl", "categorical_hinge", "cosine", "mse", "mae"],
};
