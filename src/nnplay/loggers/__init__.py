"""Loggers: TensorBoard, MLflow, and Weights & Biases. Each writes a run, while it trains, to where others look."""

from nnplay.loggers.group import LoggerGroup as LoggerGroup, as_logger_group as as_logger_group
from nnplay.loggers.mlflow import MLflowLogger as MLflowLogger
from nnplay.loggers.run_logger import RunLogger as RunLogger
from nnplay.loggers.tensorboard import TensorBoardLogger as TensorBoardLogger
from nnplay.loggers.wandb import WandbLogger as WandbLogger
