/**
 * Tells whether values repeat, without keeping them: a table of 52-bit hashes that doubles as it fills. Two different
 * values fall together once in some hundred thousand files of a million rows; the column then counts as repeating, which
 * costs a guess and no data.
 */
export type UniquenessCheck = {
  /** Returns false once a value was seen before; it need not be called any more then. */
  add: (value: string) => boolean;
  /** Null where there were more values than can be told apart. */
  isUnique: () => boolean | null;
};

const START_SLOTS = 64;
const VALUES_MAX = 2_000_000;

export function newUniquenessCheck(): UniquenessCheck {
  let slots = new Float64Array(START_SLOTS);
  let size = 0;

  const insert = (hash: number): boolean => {
    let at = hash % slots.length;
    while (slots[at] !== 0) {
      if (slots[at] === hash) return false;
      at = at + 1 === slots.length ? 0 : at + 1;
    }
    slots[at] = hash;
    return true;
  };
  const grow = () => {
    const old = slots;
    slots = new Float64Array(old.length * 2);
    for (const hash of old) if (hash !== 0) insert(hash);
  };

  return {
    add: (value) => {
      if (size > VALUES_MAX) return true;
      if (!insert(hashOf(value))) return false;
      size++;
      if (size * 2 > slots.length) grow();
      return true;
    },
    isUnique: () => (size > VALUES_MAX ? null : true),
  };
}

/** Two FNV-1a hashes of 26 bits in one number; never 0. */
function hashOf(value: string): number {
  let [a, b] = [0x811c9dc5, 0x01000193];
  for (let at = 0; at < value.length; at++) {
    const unit = value.charCodeAt(at);
    a = Math.imul(a ^ unit, 0x01000193);
    b = Math.imul(b ^ unit, 0x85ebca6b);
    b ^= b >>> 13;
  }
  return (a >>> 6) * 0x4000000 + (b >>> 6) + 1;
}
