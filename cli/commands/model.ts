import process from 'node:process'
import { evaluateInitialProgram } from '../../run/prompt.ts'
import { tryModels } from '../../run/trial.ts'
import type { Trial, TrialEvent } from '../../run/trial.ts'
import { readConfig } from '../config.ts'
import { withLocation } from '../error-location.ts'
import { openProblemWith, pluginsNamed } from '../problem.ts'
import { print, printJson } from '../view/print.ts'
import { count, oneLine } from '../view/text.ts'

/** What `ternate model` takes. */
export interface Arguments {
  readonly action: 'test'
  readonly problem: string | undefined
  readonly model: readonly string[] | undefined
  readonly 'base-url': string | undefined
  readonly config: string | undefined
  readonly plugin: readonly string[] | undefined
  readonly json: boolean
}

const clock = {
  now: (): number => Date.now(),
  after(milliseconds: number, call: () => void): () => void {
    const timer = setTimeout(call, milliseconds)
    return () => clearTimeout(timer)
  },
}

/** What came of a question, in a line. */
function lineOf({ model, purpose, result, said, seconds, sent, received, dollars }: Trial): string {
  const speed = seconds > 0 ? `, ${count(Math.round(received / seconds))} a second` : ''
  const price = dollars === undefined ? '' : `, ${dollars.toFixed(5)} dollars`
  const took = `${seconds.toFixed(1)} s, ${count(sent)} tokens sent, ${count(received)} received${speed}${price}`
  return `${oneLine(model, 60)}  ${purpose.padEnd(9)}  ${result}${said === '' ? '' : `: ${oneLine(said, 200)}`}  (${took})`
}

const isTrial = (event: TrialEvent): event is Trial => 'purpose' in event

/** `ternate model test`: asks models one question of each purpose and prints what a run would make of the replies. */
export async function handler({ problem: named, model, 'base-url': address, config: file, plugin, json }: Arguments): Promise<void> {
  const further = pluginsNamed(plugin)
  const config = (await readConfig(file, further))?.config ?? {}
  const { models, baseUrl, headers, body, deadline, retries, prompting } = config
  const { problem, parts } = await openProblemWith(named ?? config.problem ?? 'bin-packing', config.plugins ?? further)
  // a model that the file describes keeps its settings
  const described = model?.map((each) => models?.find((known) => typeof known !== 'string' && known.name === each) ?? each) ?? models
  const options = Object.fromEntries(
    Object.entries({ models: described, baseUrl: address ?? baseUrl, headers, body, deadline, retries, prompting }).filter(
      ([, value]) => value !== undefined,
    ),
  )
  try {
    const initial = problem.initialPrograms.length === 0 ? undefined : await evaluateInitialProgram(problem, parts)
    let missed = 0
    for await (const event of tryModels(problem, initial, options, clock, parts.languages)) {
      if (json) printJson(event)
      else print([isTrial(event) ? lineOf(event) : `${oneLine(event.model, 60)}  is asked otherwise: ${oneLine(event.change, 200)}`])
      if (isTrial(event) && event.result !== 'understood') missed += 1
    }
    if (missed > 0) process.exitCode = 1
  } catch (error) {
    throw withLocation(problem, error)
  }
}
