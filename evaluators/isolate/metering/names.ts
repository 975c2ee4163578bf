/** Identifiers that metering adds to a program. They share a prefix that no identifier of the program begins with. */
export interface Names {
  /** The realm's kernel. */
  readonly kernel: string
  /** The kernel's counters. */
  readonly counters: string
  /** Fuel left in the current chunk, below zero when a tick must ask: an element of the counters. */
  readonly fuel: string
  /** Call depth left: an element of the counters. */
  readonly depth: string
  /** Hands out the next chunk of fuel; throws when there is none, or no depth. */
  readonly stop: string
  /** (from, bound, step, also, price) => void; charges all iterations of a counted loop. */
  readonly count: string
  /** (constructor, argument) => the argument, charged when the constructor's work grows with it. */
  readonly sized: string
  /** (iterable) => the iterable, charged for its size. */
  readonly spread: string
  /** (iterable) => the iterable, charged for its size; throws a RangeError when it is too long to be spread into a call. */
  readonly passed: string
  /** (object) => the object, charged for its keys. */
  readonly keys: string
  /** (object) => the object, or what it has to be copied, charged for its keys. */
  readonly copied: string
  /** (key) => the key of a property, charged where it is a number that is no index. */
  readonly key: string
  /** (object, name, value) => the value, put there as where prototypes are not frozen. */
  readonly put: string
  /** (object, name) => the object, which has a property of its own where it is lent one by a frozen object. */
  readonly own: string
  /** A key under which everything that can be iterated has what it iterates, charged: for patterns that gather a rest. */
  readonly gathered: string
  /** (object) => something with the same length or prototype, charged where it is given another. */
  readonly grown: string
  /** (object, key) => the key, charged where it is the length of a list. */
  readonly placed: string
  /** (value) => the number that it is, charged where it is a text. */
  readonly number: string
  /** (object) => the object, unless too many prototypes lie behind it. */
  readonly heir: string
  /** (thrown) => void; poisons the fuel when the machine's own stack has overflowed. */
  readonly caught: string
  /** () => the depth at which the running generator was resumed. */
  readonly resumed: string
  /** Local: the depth at which a function began. */
  readonly began: string
  /** Local: the value about to be returned. */
  readonly value: string
  /** Local: what a catch clause caught. */
  readonly thrown: string
  /** Local: a parameter to be taken apart, or a constructor; numbered. */
  readonly part: string
  /** (object) => the object, charged for its keys and made the namespace of a module. */
  readonly namespace: string
  /** The default export; numbered: what a file exports of its own. */
  readonly main: string
  /** The namespace of a file; numbered. */
  readonly whole: string
}

/** Chooses the shortest run of `$` that none of the identifiers begins with. Unicode escapes are decoded in a syntax tree. */
export function freshNames(identifiers: ReadonlySet<string>): Names {
  let prefix = '$'
  const taken = [...identifiers].filter((name) => name.startsWith('$'))
  while (taken.some((name) => name.startsWith(prefix))) prefix += '$'
  return {
    kernel: `${prefix}r`,
    counters: `${prefix}f`,
    fuel: `${prefix}f[0]`,
    depth: `${prefix}f[1]`,
    stop: `${prefix}x`,
    count: `${prefix}l`,
    sized: `${prefix}n`,
    spread: `${prefix}s`,
    passed: `${prefix}a`,
    keys: `${prefix}k`,
    copied: `${prefix}j`,
    key: `${prefix}i`,
    put: `${prefix}u`,
    own: `${prefix}z`,
    gathered: `${prefix}g`,
    grown: `${prefix}t`,
    placed: `${prefix}y`,
    number: `${prefix}d`,
    heir: `${prefix}h`,
    caught: `${prefix}c`,
    resumed: `${prefix}q`,
    began: `${prefix}b`,
    value: `${prefix}v`,
    thrown: `${prefix}e`,
    part: `${prefix}p`,
    namespace: `${prefix}o`,
    main: `${prefix}m`,
    whole: `${prefix}w`,
  }
}
