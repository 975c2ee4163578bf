/** What a metered script evaluates to, called with the kernel. */
export interface MeteredScript {
  /** Characters of its code. */
  readonly size: number
  /** What the names begin with that the meter has put there. */
  readonly mark: string
  /** Whether nothing that `factory` makes can hold anything from one case to the next (see `stateless.ts`): it is then called once. */
  readonly stateless?: boolean
  factory(): Readonly<Record<string, unknown>>
  guard(entry: unknown): Guard
}

/** A function of the program, called with fuel; undefined when the program failed or (for a declared primitive type) strayed. */
export type Guard = (...args: unknown[]) => unknown

/** A realm's trusted half: what the driver realm knows of the program's. Only primitives and guards come out of it. */
export interface ProgramRealm {
  /** Takes a metered script, not yet run, or one that was attached before and is compiled already. */
  attach(script: (kernel: object) => MeteredScript, entry: string): void
  /** Runs the program's top level with fresh fuel, room for buffers in bytes and random numbers; the names of its functions, or undefined when it failed. */
  begin(limit: number, room: number, a: number, b: number, c: number, d: number): string | undefined
  entry(): Guard
  other(name: string): Guard
  /** The replies that the case which is about to begin has, as JSON, in the order of its calls (see `calls.ts`). */
  hear(replies: readonly string[]): void
  /** Verdict of the failure and its reason, separated by a line break; empty while all is well. */
  failure(): string
  /** Where it failed: a script and a position in it, separated by a blank; empty where that is not known. */
  place(): string
  /** The same of something that was thrown in this realm. */
  placeOf(thrown: unknown): string
  /** Fuel burned since `begin`. */
  burned(): number
  /** Charges the program from outside. */
  charge(units: number): boolean
  isProxy(value: unknown): boolean
  isPlain(value: object): boolean
  /** Calls a getter or toJSON with fuel, so that an endless one is called by its name. */
  provoke(receiver: unknown, run: unknown): void
  fail(reason: string): void
  /** A deep copy made in this realm, or undefined when the value is not plain data. */
  adopt(value: unknown): unknown
  /** Lets go of the program, but for its compiled code where it may be attached once more. */
  detach(again: boolean): void
  /** Counts in these words of shared memory from now on (see `fuel-counter.ts`); to be called before a script is attached. */
  show(words: Int32Array): void
  /** Notes there what was burned before the next `begin`, and which turn that is. */
  rest(burned: number, turn: number): void
  /** No limit to fuel from now on, and random numbers from the start: the realm is the driver's. */
  lift(a: number, b: number, c: number, d: number): void
  /** Freezes what a snapshot cannot hold frozen; to be called once in each realm, before any other code runs in it. */
  finish(calls: number): void
}
