import type { CommandModule } from 'yargs'
import { encode } from '../../archive/canonical.ts'
import type { JournalEntry } from '../../engine/contracts/archive.ts'
import { openRun } from '../../library/evolve.ts'
import { compareJournals, recordDifferences } from '../differences.ts'
import { EXIT } from '../exit.ts'
import { fromCaller } from '../place.ts'
import { print, printJson } from '../view/print.ts'
import { count, oneLine } from '../view/text.ts'

interface Arguments {
  readonly a: string
  readonly b: string
  readonly json: boolean
}

const text = (value: unknown): string => (value === undefined ? 'nothing' : oneLine(encode(value), 100))

function lines(a: string, b: string, commits: number, next: JournalEntry | undefined, other: JournalEntry | undefined): string[] {
  const equal = `equal for the first ${count(commits)} commit${commits === 1 ? '' : 's'}`
  if (next === undefined && other === undefined) return [`${equal}, and that is all: the runs are equal`]
  if (next === undefined) return [`${equal}, where ${a} ends and ${b} goes on`]
  if (other === undefined) return [`${equal}, where ${b} ends and ${a} goes on`]
  const what =
    next.record.type === other.record.type ? `the ${next.record.type} at entry ${count(next.index)}` : `entry ${count(next.index)}`
  return [
    `${equal}; then ${what} differs:`,
    ...recordDifferences(next.record, other.record).map(({ path, a, b }) => `  ${oneLine(path, 100)}: ${text(a)} / ${text(b)}`),
  ]
}

async function handler({ a, b, json }: Arguments): Promise<void> {
  const first = openRun(fromCaller(a))
  try {
    const second = openRun(fromCaller(b))
    try {
      const { commits, a: next, b: other } = compareJournals(first.archive.entries(), second.archive.entries())
      const apart = next !== undefined && other !== undefined
      if (json) {
        const differences = apart ? recordDifferences(next.record, other.record) : []
        printJson({ commits, equal: next === undefined && other === undefined, apart, entry: (next ?? other)?.index, differences })
      } else print(lines(oneLine(a), oneLine(b), commits, next, other))
      process.exitCode = apart ? EXIT.refused : EXIT.ok
    } finally {
      await second.archive.close()
    }
  } finally {
    await first.archive.close()
  }
}

/** `ternate diff`: how far two runs are one. */
export const diff: CommandModule<object, Arguments> = {
  command: 'diff <a> <b>',
  describe: 'say how far two runs are equal, and what differs then',
  builder: (yargs) =>
    yargs
      .positional('a', { type: 'string', demandOption: true, describe: 'folder of a run' })
      .positional('b', { type: 'string', demandOption: true, describe: 'folder of another' })
      .options({ json: { type: 'boolean', default: false, describe: 'for machines' } })
      .example('$0 diff runs/a runs/b', ''),
  handler,
}
