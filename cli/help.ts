import { EXIT_CODES } from './exit.ts'
import { commands, groups } from './listing.ts'

/** Widest help text in columns. */
export const WIDEST = 110

/** Words in lines of at most `columns`. */
function wrapped(text: string, columns: number): string[] {
  const lines = ['']
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? ''
    if (line !== '' && line.length + word.length >= columns) lines.push(word)
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`
  }
  return lines
}

/** What `ternate --help` prints. It is made without the commands and their parser, which take longer to load than the reader would like to wait. */
export function helpText(columns: number): string {
  const width = Math.min(WIDEST, columns)
  const options = [
    ['-h, --help', 'show this; with a command, its options and examples'],
    ['-v, --version', "show Ternate's version"],
  ] as const
  const left = 2 + Math.max(...Object.values(commands).map(({ usage }) => usage.length), ...options.map(([name]) => name.length))
  const row = (name: string, says: string): string[] =>
    wrapped(says, Math.max(20, width - left - 2)).map((line, at) => `  ${(at === 0 ? name : '').padEnd(left)}${line}`)
  return [
    'ternate <command>',
    '',
    ...wrapped('Evolves programs: an archive, islands, sandboxes, and a proposer that needs no model.', width),
    ...Object.entries(groups).flatMap(([title, those]) => [
      '',
      `${title}:`,
      ...Object.values(those).flatMap(({ usage, says }) => row(usage, says)),
    ]),
    '',
    'Options:',
    ...options.flatMap(([name, says]) => row(name, says)),
    '',
    ...wrapped('See `ternate COMMAND --help` for its options, with examples.', width),
    ...wrapped(EXIT_CODES, width),
    '',
  ].join('\n')
}
