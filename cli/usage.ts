import { TernateError } from '../engine/contracts/fault.ts'
import { nearest } from '../engine/contracts/nearest.ts'
import { commands } from './listing.ts'
import { oneLine } from './view/text.ts'

/** What the parser says, as codes with what it says them of: the sentences are written here, for people who do not know the parser. */
export const PARSER_SAYS: Readonly<Record<string, string | { readonly one: string; readonly other: string }>> = Object.fromEntries(
  Object.entries({
    'Not enough non-option arguments: got %s, need at least %s': 'few\t%s\t%s',
    'Too many non-option arguments: got %s, maximum of %s': 'many\t%s\t%s',
    'Missing argument value: %s': 'missing\t%s',
    'Missing required argument: %s': 'missing\t%s',
    'Unknown argument: %s': 'unknown\t%s',
    'Unknown command: %s': 'unknown\t%s',
  })
    .map(([key, code]): [string, string | { one: string; other: string }] => [key, { one: code, other: code }])
    .concat([
      ['Not enough arguments following: %s', 'value\t%s'],
      ['Invalid values:', 'choice'],
      ['Argument: %s, Given: %s, Choices: %s', '\t%s\t%s\t%s'],
      ['Arguments %s and %s are mutually exclusive', 'both\t%s\t%s'],
    ]),
)

/** What is known of a command line that is wrong. */
export interface Usage {
  readonly argv: readonly string[]
  /** The command that it names, if it names one. */
  readonly command: string | undefined
  /** Names of its options. */
  readonly options: readonly string[]
}

/** What a command takes, in the order of its usage: `<run>` must be there. */
const takes = (command: string): string[] => [...(commands[command]?.usage ?? '').matchAll(/<(\w+)/g)].map(([, name = '']) => name)

/** How a command is written, with what it takes in capitals. */
const written = (command: string): string =>
  `ternate ${(commands[command]?.usage ?? command).replaceAll('..', '').replace(/[<[](\w+)[>\]]/g, (whole, name: string) => (whole.startsWith('<') ? name.toUpperCase() : `[${name.toUpperCase()}]`))}`

const wasOption = (name: string, argv: readonly string[]): boolean =>
  argv.some(
    (token) =>
      token === `--${name}` || token.startsWith(`--${name}=`) || (token.startsWith('-') && !token.startsWith('--') && token.includes(name)),
  )

const dashed = (name: string): string => (name.length === 1 ? `-${name}` : `--${name}`)

/** What is said of one word that means nothing here. */
function unknown(word: string, { argv, command, options }: Usage): string {
  const shown = oneLine(word, 60)
  if (wasOption(word, argv)) {
    const meant = nearest(word, options)
    return `${command === undefined ? 'there is' : `${command} has`} no option ${dashed(shown)}${meant === undefined ? '' : `, did you mean ${dashed(meant)}?`}`
  }
  return `nothing more can be given than what \`${written(command ?? '')}\` takes, and ${JSON.stringify(shown)} is more`
}

function sentence(code: string, parts: readonly string[], usage: Usage): string {
  const { command = '', argv } = usage
  const [first = '', second = '', third = ''] = parts
  const option = (name: string): string => (takes(command).includes(name) || !usage.options.includes(name) ? name : dashed(name))
  switch (code) {
    case 'few': {
      // an option that is not known may have swallowed what is missing now
      const stray = argv.flatMap((token) => /^--([\w-]+)/.exec(token)?.[1] ?? []).find((name) => !usage.options.includes(name))
      if (stray !== undefined) return unknown(stray, usage)
      return `which ${takes(command)[Number(first)] ?? 'one'}?`
    }
    case 'many':
      return `only ${second} can be named, and ${first} are`
    case 'missing':
      return `${option(first.split(',')[0] ?? '')} is missing`
    case 'unknown':
      return unknown(first.split(', ')[0] ?? '', usage)
    case 'value':
      return `${dashed(first)} wants a value behind it`
    case 'both':
      return `${option(first)} and ${option(second)} cannot stand together`
    case 'choice':
      return `${option(first)}: one of ${third}, not ${second}`
    default:
      return argv.length === 0 ? 'no command is named' : `\`ternate ${oneLine(argv.join(' '), 100)}\` is not understood`
  }
}

/** What the parser found wrong with a command line, in one sentence, and how it is written. */
export function usageFault(message: string, usage: Usage): TernateError {
  const [code = '', ...parts] = message.split('\t').map((part) => part.trim())
  const { command } = usage
  return new TernateError(
    'USAGE',
    sentence(code, parts, usage),
    command === undefined ? 'See `ternate --help`.' : `Write \`${written(command)}\`; \`ternate ${command} --help\` says more.`,
  )
}

/** A fault for a word that stands where a command should, and is none. */
export function unknownCommand(word: string): TernateError {
  const meant = nearest(word, Object.keys(commands))
  const shown = JSON.stringify(oneLine(word, 60))
  return new TernateError(
    'USAGE',
    `there is no command ${shown}${meant === undefined ? '' : `, did you mean ${meant}?`}`,
    'See `ternate --help`.',
  )
}

/** The refusal of a word where a number is asked for. */
export const noNumber = (name: string, value: string): TernateError =>
  new TernateError('OPTION_INVALID', `--${name}: a number, not ${JSON.stringify(oneLine(value, 40))}`, `Write it as in \`--${name} 100\`.`)
