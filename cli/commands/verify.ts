import { statSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { readRunFile } from '../../archive/folder.ts'
import { encode } from '../../archive/canonical.ts'
import { shellWord, TernateError } from '../../engine/contracts/fault.ts'
import type { Manifest } from '../../engine/contracts/manifest.ts'
import { differences } from '../../run/evolve.ts'
import { completeOptions } from '../../run/options.ts'
import { verify as holdAgainst } from '../../run/tools/verify.ts'
import { verifyByEngine } from '../../run/tools/verify-engine.ts'
import type { EngineVerification } from '../../run/tools/verify-engine.ts'
import type { Verification } from '../../run/tools/verification.ts'
import type { VerifyMode } from '../../run/tools/verify.ts'
import { platform, version } from '../../run/version.ts'
import { differencesOf, firstOf } from '../differences.ts'
import { EXIT } from '../exit.ts'
import { fromCaller } from '../paths.ts'
import { proposalAt, verifyAt } from '../verify-proposal.ts'
import { counted } from '../view/counter.ts'
import { print, printJson } from '../view/print.ts'
import { count, oneLine } from '../view/text.ts'
import { SAMPLE } from '../defaults.ts'

/** What `ternate verify` takes. */
export interface Arguments {
  readonly run: string
  readonly all: boolean | undefined
  readonly journal: boolean | undefined
  readonly sample: number | undefined
  readonly workers: number | undefined
  readonly engine: 'quickjs' | undefined
  readonly problem: string | undefined
  readonly plugin: readonly string[] | undefined
  readonly json: boolean
}

function modeOf({ all, journal, sample = SAMPLE, workers = availableParallelism() }: Arguments): VerifyMode {
  if (!Number.isSafeInteger(sample) || sample < 0)
    throw new TernateError('OPTION_INVALID', '--sample is no number of evaluations', 'Give a whole number, 0 for the chain alone.')
  completeOptions({ workers })
  if (all === true) return { kind: 'all', workers }
  return journal === true ? { kind: 'journal' } : { kind: 'sample', size: sample }
}

const MODES: Readonly<Record<VerifyMode['kind'], string>> = {
  all: 'everything was computed again',
  journal: 'the search was run again on the recorded results',
  sample: 'the chain was walked and every program hashed',
}

const text = (value: unknown): string => (value === undefined ? 'nothing' : oneLine(encode(value), 200))

/** What about this machine is not as it was when the run was made. */
const elsewhere = (manifest: Manifest): string[] => differences(manifest, { ...manifest, engine: version, platform })

function lines(verification: Verification, mode: VerifyMode, manifest: Manifest): string[] {
  if (verification.equal) {
    const { records, digest, setAside = 0, believed = 0, repeated: times = 0 } = verification
    const repeated = times === 0 ? '' : `, ${count(times)} evaluation${times === 1 ? '' : 's'} repeated`
    const found = mode.kind === 'sample' ? 'nothing differs' : 'equal'
    const tickets = (number: number, verb: string): string => `${count(number)} ticket${number === 1 ? '' : 's'} ${verb}`
    const taken = [
      ...(setAside === 0
        ? []
        : [`${tickets(setAside, setAside === 1 ? 'was' : 'were')} set aside for a fault, which is believed, not computed`]),
      ...(believed === 0
        ? []
        : [
            `${tickets(believed, believed === 1 ? 'has' : 'have')} measured results, which are believed: they need not come out the same again`,
          ]),
    ]
    return [`${found}: ${count(records)} records; ${MODES[mode.kind]}${repeated}`, ...taken, `digest ${digest}`]
  }
  const { at, recorded, computed } = verification
  const apart = differencesOf(recorded, computed)
  return [
    `not equal, first at record ${count(at)}:`,
    ...firstOf(apart.map(({ path, a, b }) => `  ${oneLine(path || 'the record', 100)}: recorded ${text(a)}, computed ${text(b)}`)),
    ...elsewhere(manifest).map((difference) => `  ${oneLine(difference)}, which may be why`),
  ]
}

/** Counts by name in one phrase: `exp 12, pow 3`. */
const listed = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, times]) => `${oneLine(name, 60)} ${count(times)}`)
    .join(', ')

function engineLines({
  equal,
  engine,
  programs,
  same,
  close,
  attributed,
  functions,
  unfinished,
  differences,
  digest,
}: EngineVerification): string[] {
  const apart = differences.length
  const head = apart > 0 ? `not equal: ${count(apart)} of ${count(programs)} answers differ` : equal ? 'equal' : 'nothing could be compared'
  const how = [
    `${count(same)} the same`,
    ...(close === 0 ? [] : [`${count(close)} within 1e-9`]),
    ...(attributed === 0 ? [] : [`${count(attributed)} the same once V8 answers for these functions`]),
    ...Object.entries(unfinished).map(([reason, times]) => `${count(times)} not finished (${oneLine(reason, 80)})`),
  ]
  const called = listed(functions)
  return [
    `${head}: ${count(programs)} programs in ${engine} and V8, each on one case: ${how.join(', ')}`,
    ...(called === '' ? [] : [`programs that called functions which the language leaves to the implementation: ${called}`]),
    ...firstOf(
      differences.map(
        ({ at, set, case: position, first, second }) =>
          `  record ${count(at)}, ${oneLine(set, 60)} ${position}: V8 ${oneLine(first, 80)}, ${engine} ${oneLine(second, 80)}`,
      ),
    ),
    `digest ${digest}`,
  ]
}

/** Holds answers against those of a second engine. */
async function byEngine(folder: string, { sample = SAMPLE, json }: Arguments): Promise<void> {
  const found = await counted((counter) => verifyByEngine(folder, sample, counter.show), 'records')
  if (json) printJson({ mode: 'engine', ...found })
  else print(engineLines(found))
  process.exitCode = found.equal ? EXIT.ok : EXIT.refused
}

/** `ternate verify`: holds a run's journal against what this engine computes, or a proposal against what it is made of. */
export async function handler(args: Arguments): Promise<void> {
  const proposal = proposalAt(args.run)
  if (proposal !== undefined) return verifyAt(proposal, args)
  const folder = fromCaller(args.run)
  const mode = modeOf(args)
  if (statSync(folder, { throwIfNoEntry: false })?.isFile() === true) {
    throw new TernateError(
      'RUN_MISSING',
      `${args.run} is a file`,
      `Make a run of it first: \`ternate import ${shellWord(args.run)} --out RUN\`.`,
    )
  }
  if (args.engine !== undefined) return byEngine(folder, args)
  const { manifest } = readRunFile(folder)
  const verification = await counted(
    (counter) =>
      holdAgainst(folder, mode, counter.show, ({ what, seconds }) => {
        counter.clear()
        process.stderr.write(`ternate: ${what} (${seconds} s)\n`)
      }),
    'records',
  )
  if (args.json) {
    const { equal } = verification
    const apart = verification.equal ? {} : { differences: differencesOf(verification.recorded, verification.computed) }
    printJson({ mode: mode.kind, ...verification, ...apart, ...(equal ? {} : { elsewhere: elsewhere(manifest) }) })
  } else print(lines(verification, mode, manifest))
  process.exitCode = verification.equal ? EXIT.ok : EXIT.refused
}
