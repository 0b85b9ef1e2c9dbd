"""Names and defaults that the help shows, so that help and completion load nothing else.

Each belongs to a part of the library; a test checks that they agree.
"""

from nnplay.training.settings import SETTINGS

FAMILIES = ("activations", "losses", "optimizers", "schedules", "initializers", "penalties", "metrics")
FAMILY_OF = {
    "optimizer": "optimizers", "schedule": "schedules", "initializer": "initializers", "penalties": "penalties"
}  # fmt: skip
"""The settings whose values are components of the catalog, and their families."""

EVALUATION_PLOTS = ("confusion", "predictions", "roc", "precision_recall", "calibration", "residuals", "error_by_group")
DOCUMENT_FORMS = ("text", "html", "latex", "json")
EXPORT_TARGETS = ("numpy", "pytorch", "keras", "onnx", "json")
FORK_SETTINGS = (
    "epochs",
    "learning_rate",
    "schedule",
    "schedule_epochs",
    "optimizer",
    "momentum",
    "batch_size",
    "l1",
    "l2",
    "penalties",
    "weight_decay",
    "clip",
    "patience",
    "shuffle",
    "class_weight",
)
VIEWS = (
    "landscape",
    "weights",
    "gradients",
    "neurons",
    "importance",
    "mistakes",
    "roc",
    "precision_recall",
    "calibration",
    "residuals",
    "error_by_group",
)
NUMBERS_PER_ARRAY = 40
LOWEST_RATE, HIGHEST_RATE, RATE_STEPS, RATE_SEEDS = 1e-6, 10.0, 200, 3
COMPARED_SETTINGS = tuple(name for name in SETTINGS if name not in ("data", "seed"))
