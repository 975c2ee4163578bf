import { styleText } from 'node:util'
import { TernateError } from '../../engine/contracts/fault.ts'
import { readLetters } from '../../run/letters.ts'
import { previewPrompt } from '../../run/prompt.ts'
import type { Preview } from '../../run/prompt.ts'
import { readConfig } from '../config.ts'
import { withLocation } from '../error-location.ts'
import { fromCaller } from '../paths.ts'
import { openProblemWith, pluginsNamed } from '../problem.ts'
import { printJson } from '../view/print.ts'
import { count, oneLine, printable, table } from '../view/text.ts'

/** What `ternate prompt` takes. */
export interface Arguments {
  readonly problem: string | undefined
  readonly model: readonly string[] | undefined
  readonly config: string | undefined
  readonly ticket: number | undefined
  readonly plugin: readonly string[] | undefined
  readonly json: boolean
}

const dollars = (value: number): string => `${value.toFixed(2)} dollars`

/** What a prompt takes. */
function costLines({ tokens, prices, purpose, template }: Preview): string[] {
  const head = `about ${count(tokens)} tokens; purpose ${purpose}, template ${template}`
  if (prices.length === 0) return [head, 'no price is known: give one to each model in ternate.yaml (docs/models.md)']
  const rows = prices.map(({ model, prompts, replies, maxTokens }) => [
    '',
    oneLine(model, 60),
    dollars(prompts),
    `and at most ${dollars(replies)} for replies of ${count(maxTokens)} tokens`,
  ])
  return [head, '1,000 such calls:', ...table(rows, [2])]
}

/** Prints the questions that a ticket of a run asked. */
async function printLetters(run: string, ticket: number, json: boolean): Promise<void> {
  const letters = await readLetters(fromCaller(run), ticket)
  if (json) return printJson({ ticket, letters })
  for (const [k, { purpose, model, messages }] of letters.entries()) {
    const text = messages.map(({ content }) => content).join('\n\n')
    process.stderr.write(`${styleText('dim', `call ${k + 1} of ticket ${ticket}: ${oneLine(model, 60)}, ${purpose}`)}\n\n`)
    process.stdout.write(`${process.stdout.isTTY ? printable(text) : text}\n`)
  }
}

/** `ternate prompt`: prints what would go out to a model, or went out in a run. */
export async function handler({ problem: named, model, config: file, ticket, plugin, json }: Arguments): Promise<void> {
  if (named !== undefined && ticket !== undefined) return printLetters(named, ticket, json)
  const further = pluginsNamed(plugin)
  const { problem: configured, models, prompting, plugins = further } = (await readConfig(file, further))?.config ?? {}
  const name = named ?? configured
  if (name === undefined)
    throw new TernateError(
      'PROBLEM_MISSING',
      'no problem is named',
      'Name one, as in `ternate prompt bin-packing`, or write it into ternate.yaml.',
    )
  const { problem } = await openProblemWith(name, plugins)
  // a model that the file describes keeps its price
  const described = model?.map((each) => models?.find((known) => typeof known !== 'string' && known.name === each) ?? each) ?? models
  try {
    const preview = await previewPrompt(problem.folder ?? name, {
      ...(described === undefined ? {} : { models: described }),
      ...(prompting === undefined ? {} : { prompting }),
      ...(plugins.length === 0 ? {} : { plugins }),
    })
    if (json) return printJson(preview)
    const text = preview.messages.map(({ content }) => content).join('\n\n')
    process.stdout.write(`${process.stdout.isTTY ? printable(text) : text}\n`)
    process.stderr.write(`\n${styleText('dim', costLines(preview).join('\n'))}\n`)
  } catch (error) {
    throw withLocation(problem, error)
  }
}
