/** The settings that may change while a run goes on; any other change starts a new one. */
export const CHANGEABLE = [
  "epochs", "learning_rate", "schedule", "schedule_epochs", "optimizer", "momentum", "batch_size", "l1", "l2",
  "penalties", "weight_decay", "clip", "patience", "shuffle",
];
