/**
 * NumPy's random numbers, bit for bit: `numpy.random.default_rng(seed)`.
 *
 * The seed goes through SeedSequence (O'Neill 2015) into PCG64 (O'Neill 2014), a generator with a state of 128 bits.
 *
 * @typedef {{edge: number[], width: number[], inside: number[], height: number[]}} Ziggurat
 */

const MASK_32 = 0xffffffffn;
const MASK_64 = (1n << 64n) - 1n;
const MASK_128 = (1n << 128n) - 1n;
const MULTIPLIER = 0x2360ed051fc65da44385df649fccf645n;
const POOL = 4;

/** Integers of 32 bits, least significant first, of each number of a seed. @param {(number | bigint)[]} seed */
function words(seed) {
  return seed.flatMap((each) => {
    const result = [];
    let rest = BigInt(each);
    do {
      result.push(Number(rest & MASK_32));
      rest >>= 32n;
    } while (rest > 0n);
    return result;
  });
}

/** @param {number} x */
const scramble = (x) => (x ^ (x >>> 16)) >>> 0;

/**
 * The four 64-bit numbers that SeedSequence makes of a seed.
 * @param {(number | bigint)[]} seed
 */
function seedSequence(seed) {
  let factor = 0x43b0d7e5;
  const hash = (/** @type {number} */ value) => {
    const mixed = (value ^ factor) >>> 0;
    factor = Math.imul(factor, 0x931e8875) >>> 0;
    return scramble(Math.imul(mixed, factor) >>> 0);
  };
  const mix = (/** @type {number} */ x, /** @type {number} */ y) =>
    scramble((Math.imul(0xca01f9dd, x) - Math.imul(0x4973f715, y)) >>> 0);
  const entropy = words(seed);
  const pool = Array.from({length: POOL}, (_, k) => hash(entropy[k] ?? 0));
  for (let from = 0; from < POOL; from++) {
    for (let to = 0; to < POOL; to++) {
      if (from !== to) pool[to] = mix(pool[to], hash(pool[from]));
    }
  }
  for (const word of entropy.slice(POOL)) {
    for (let to = 0; to < POOL; to++) pool[to] = mix(pool[to], hash(word));
  }
  let output = 0x8b51f9dd;
  const result = Array.from({length: 2 * POOL}, (_, k) => {
    const mixed = (pool[k % POOL] ^ output) >>> 0;
    output = Math.imul(output, 0x58f38ded) >>> 0;
    return BigInt(scramble(Math.imul(mixed, output) >>> 0));
  });
  return [0, 2, 4, 6].map((k) => result[k] | (result[k + 1] << 32n));
}

/** A generator with the methods of NumPy's that nnplay uses. */
export class Generator {
  /**
   * @param {(number | bigint)[]} seed the numbers that NumPy's default_rng takes as a sequence
   * @param {Ziggurat} ziggurat the tables for normal numbers, from engine.json
   */
  constructor(seed, ziggurat) {
    const [high, low, streamHigh, streamLow] = seedSequence(seed);
    this.ziggurat = ziggurat;
    this.increment = ((((streamHigh << 64n) | streamLow) << 1n) | 1n) & MASK_128;
    this.state = (((high << 64n) | low) + this.increment) & MASK_128;
    /** @type {number | null} */
    this.half = null; // the upper half of a 64-bit number of which the lower half was used
    this.advance();
  }

  /** One step of the state. */
  advance() {
    this.state = (this.state * MULTIPLIER + this.increment) & MASK_128;
  }

  /** The next 64 bits. */
  bits() {
    this.advance();
    const folded = (this.state >> 64n) ^ (this.state & MASK_64);
    const turn = this.state >> 122n;
    return ((folded >> turn) | (folded << (64n - turn))) & MASK_64;
  }

  /** The next 32 bits: halves of 64. */
  halfBits() {
    if (this.half !== null) {
      const half = this.half;
      this.half = null;
      return half;
    }
    const bits = this.bits();
    this.half = Number(bits >> 32n);
    return Number(bits & MASK_32);
  }

  /** A number in [0, 1). */
  random() {
    return Number(this.bits() >> 11n) / 2 ** 53;
  }

  /**
   * Numbers in [low, high).
   * @param {number} low
   * @param {number} high
   * @param {number} count
   */
  uniform(low, high, count) {
    return Float64Array.from({length: count}, () => low + (high - low) * this.random());
  }

  /**
   * Normal numbers with mean 0 and deviation 1.
   * @param {number} count
   */
  standardNormal(count) {
    return Float64Array.from({length: count}, () => this.nextNormal());
  }

  /** One normal number, by the ziggurat method (Marsaglia & Tsang 2000). */
  nextNormal() {
    const {edge: [edge], width, inside, height} = this.ziggurat;
    for (;;) {
      const bits = this.bits();
      const layer = Number(bits & 0xffn);
      const size = Number((bits >> 9n) & 0xfffffffffffffn);
      const x = (bits >> 8n) & 1n ? -size * width[layer] : size * width[layer];
      if (size < inside[layer]) return x;
      if (layer === 0) {
        for (;;) {
          const beyond = -Math.log1p(-this.random()) / edge;
          const y = -Math.log1p(-this.random());
          if (y + y > beyond * beyond) return (bits >> 17n) & 1n ? -(edge + beyond) : edge + beyond;
        }
      }
      const y = (height[layer - 1] - height[layer]) * this.random() + height[layer];
      if (y < Math.exp(-0.5 * x * x)) return x;
    }
  }

  /**
   * An integer from 0 to `largest`, below 2³²: random bits, as often as it takes.
   * @param {number} largest
   */
  integer(largest) {
    const mask = 2 ** (32 - Math.clz32(largest)) - 1;
    for (;;) {
      const value = (this.halfBits() & mask) >>> 0;
      if (value <= largest) return value;
    }
  }

  /**
   * The numbers 0 … count − 1 in random order.
   * @param {number} count
   */
  permutation(count) {
    const order = Array.from({length: count}, (_, k) => k);
    for (let i = count - 1; i > 0; i--) {
      const j = this.integer(i);
      [order[i], order[j]] = [order[j], order[i]];
    }
    return order;
  }
}

/**
 * The generator for a purpose; NumPy pads a seed with zeros, so a counter of 0 may be left out.
 * @param {import("./module.js").Description} description
 * @param {number | bigint} seed
 * @param {string} purpose a name in the description's `streams`
 * @param {number} counter
 */
export function stream(description, seed, purpose, counter = 0) {
  return new Generator([seed, description.streams[purpose], counter], description.ziggurat);
}
