import * as z from 'zod'
import { TernateError } from '../../engine/contracts/fault.ts'
import type { ForeignFolder, ForeignForm, Translation } from './form.ts'
import { readSettings } from './settings.ts'
import type { Settings } from './settings.ts'
import { problemSource } from './source.ts'

/** The engine's own defaults: seconds of an evaluation, and what a stage is to reach for the next to be called. */
const SECONDS = 300
const THRESHOLDS = [0.5, 0.75, 0.9]

const INITIAL = /^initial_program\.[\w.]+$/

function translate(folder: ForeignFolder): Translation {
  const [initial = '', ...more] = folder.paths.filter((path) => INITIAL.test(path))
  if (more.length > 0)
    throw new TernateError(
      'INIT_FOREIGN',
      `there are several initial programs: ${[initial, ...more].join(', ')}`,
      'Leave one of them in the folder.',
    )
  const config = folder.paths.find((path) => /^config\.ya?ml$/.test(path)) ?? 'config.yaml'
  const settings = readSettings(folder, config)
  const seconds = settings.take('evaluator.timeout', z.number().positive()) ?? SECONDS
  const thresholds = settings.take('evaluator.cascade_thresholds', z.array(z.number())) ?? THRESHOLDS
  const cascade = settings.take('evaluator.cascade_evaluation', z.boolean()) ?? true
  const evaluations = settings.take('max_iterations', z.int().positive())
  const statement = settings.take('prompt.system_message', z.string().trim().min(1))
  const problem = problemSource({
    about: 'A folder in the form of OpenEvolve: `evaluator.py` scores a program by the path of its file.',
    statement: statement ?? 'Improve the program: `evaluator.py` is to give it a higher score.',
    harness: 'openevolve',
    files: folder.paths.filter((path) => path !== initial && path !== config),
    input: { evaluator: 'evaluator.py', thresholds, cascade },
    initial,
    seconds,
    evaluations,
  })
  return { problem, notes: notesOf(settings, config) }
}

/** What of the settings means nothing here; who proposes and how the search goes is said on the command line and by a strategy. */
function notesOf(settings: Settings, config: string): readonly string[] {
  const left = settings.left()
  return left.length === 0 ? [] : [`of ${config} these say nothing here: ${left.join(', ')}`]
}

/** A folder with `initial_program.*`, `evaluator.py` and perhaps `config.yaml`. */
export const openevolve: ForeignForm = {
  name: 'OpenEvolve',
  wants: 'evaluator.py and initial_program.*',
  matches: ({ paths }) => paths.includes('evaluator.py') && paths.some((path) => INITIAL.test(path)),
  translate,
}
