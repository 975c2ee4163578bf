/** Folder that `run` puts runs into unless it is told otherwise. */
export const RUNS = 'runs'

/** Evaluations that `verify` repeats unless it is told otherwise. */
export const SAMPLE = 20
