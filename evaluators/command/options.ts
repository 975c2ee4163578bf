/** What one run of a command may take. A run is one program on one case, or the building of one program. */
export interface CommandLimits {
  /** Seconds by the clock. */
  readonly seconds: number
  /** Seconds of processor time of each process. */
  readonly processor: number
  /** MiB of all processes together. */
  readonly memory: number
  readonly processes: number
  /** Files that a process may have open at a time. */
  readonly files: number
  /** MiB that may be written into the program's folder and the one for temporary files, each. */
  readonly disk: number
  /** KiB of what it prints, and of its answer. */
  readonly output: number
}

/** Options of the runner `command`. */
export interface CommandOptions {
  /** Shell command that runs a program on one case, in a fresh copy of the program's folder. */
  readonly run?: string | undefined
  /** A harness of Ternate's own that runs it instead. */
  readonly harness?: string | undefined
  /** With a harness: the function that it calls; the last one that the program defines unless given. */
  readonly function?: string | undefined
  /** Shell command that builds a program, once, in its folder. */
  readonly build?: string | undefined
  /** Shell command that prepares, once on a machine, the folder of `files`; it is the problem's own, and runs without a jail. */
  readonly prepare?: string | undefined
  /** Files and folders of the problem that commands may read, below `$PROBLEM`. */
  readonly files: readonly string[]
  /** A folder of the problem that programs lie in: each file of it that a program does not have is laid beside the program's. */
  readonly repository?: string | undefined
  /** Where the answer stands: on the standard output, or on the descriptor `$RESULTS`, behind the word that is the first line of the input. */
  readonly answer: 'output' | 'descriptor'
  /** `declared`: the cost is what the answer says, or `each`; `measured`: milliseconds by the clock, and results are in the order of their arrival. */
  readonly cost: 'declared' | 'measured'
  /** Cost of a case whose answer declares none. */
  readonly each: number
  /** Whether judge and program share a process: whatever the program makes of the judge is its score. */
  readonly fused: boolean
  /** Names of variables of the environment that commands may see. */
  readonly env: readonly string[]
  /** Absolute paths of the machine that commands may read, beside the system's own. */
  readonly show: readonly string[]
  readonly limits: CommandLimits
}
