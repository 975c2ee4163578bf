import { fileURLToPath } from 'node:url'

/** A file that loads a program in another language, and hands it inputs. */
export interface Harness {
  /** Its place in this folder. */
  readonly file: string
  /** Shell command that runs it: `$HARNESS` is its place, `$FUNCTION` the function that is named, if one is. */
  readonly run: string
  /** Whether it is a program's own judge that it calls, in the same process. */
  readonly fused: boolean
}

/** The harnesses that there are, by name. */
export const harnesses: Readonly<Record<string, Harness>> = {
  /** A Python function of one input. */
  python: { file: 'python.py', run: 'exec python3 -B "$HARNESS"', fused: false },
  /** An `evaluator.py` with `evaluate(program_path)`, and stages, as OpenEvolve calls it. */
  openevolve: { file: 'openevolve.py', run: 'exec python3 -B "$HARNESS"', fused: true },
  /** An `evaluate.py` with `--program_path` and `--results_dir`, as ShinkaEvolve calls it. */
  shinka: { file: 'shinka.py', run: 'exec python3 -B "$HARNESS"', fused: true },
}

/** Where a harness lies. */
export const harnessPlace = ({ file }: Harness): string => fileURLToPath(new URL(`harness/${file}`, import.meta.url))
