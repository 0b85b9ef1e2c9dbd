/**
 * The learning rate of each step: the catalog's schedules, compiled from their Python source, and the one with feedback.
 */

import {SettingError} from "./catalog.js";

export class LearningRateSchedule {
  /**
   * @param {import("./module.js").Module} module
   * @param {import("./catalog.js").Catalog} catalog
   * @param {import("./recipe.js").Recipe} recipe
   * @param {number} perEpoch steps of an epoch
   */
  constructor(module, catalog, recipe, perEpoch) {
    const {name, entry, constants} = catalog.resolve("schedule", recipe.schedule);
    this.name = recipe.schedule;
    this.feedback = entry.feedback === true;
    this.constants = constants;
    this.values = Object.values(constants);
    this.call = this.feedback ? null : module.exports[`schedule.${name}`];
    this.perEpoch = perEpoch;
    this.rate = recipe.learning_rate;
    this.epochs = recipe.schedule_epochs ?? recipe.epochs;
    this.best = Infinity;
    this.waited = 0;
    this.current = recipe.learning_rate;
  }

  /**
   * The learning rates of `count` steps from `step` on.
   * @param {number} step
   * @param {number} count
   */
  of(step, count) {
    if (this.feedback) return new Float64Array(count).fill(this.current);
    return Float64Array.from({length: count}, (_, k) => {
      const epoch = (step + k) / this.perEpoch;
      const rate = this.call(epoch, this.epochs, this.rate, ...this.values);
      if (Number.isFinite(rate) && rate >= 0) return rate;
      throw new SettingError(
        `The schedule ${this.name} gives a learning rate of ${rate} in epoch ${Math.floor(epoch) + 1}; choose other ` +
        "constants or another schedule.");
    });
  }

  /**
   * Pass the mean loss of an epoch to `reduce_on_plateau`: a rate that has not helped for `patience` epochs shrinks.
   * @param {number} loss
   */
  endEpoch(loss) {
    if (!this.feedback) return;
    const {factor, patience, threshold, smallest} = this.constants;
    const least = this.best * (1 - (this.best < 0 ? -threshold : threshold)); // a loss may be negative
    if (loss < least) [this.best, this.waited] = [loss, 0];
    else this.waited += 1;
    if (this.waited > patience) [this.current, this.waited] = [Math.max(this.current * factor, smallest), 0];
  }
}
