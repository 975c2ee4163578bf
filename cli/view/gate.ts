import type { GateReport, SetRow } from '../../trust/contracts.ts'
import { count, oneLine, score, table } from './text.ts'

const p = (value: number | undefined): string => (value === undefined ? '' : value < 0.0001 ? value.toExponential(1) : value.toFixed(4))

const SAYS: Readonly<Record<SetRow['verdict'], string>> = { passes: 'passes', fails: 'fails', 'needs-cases': 'needs cases' }

/** The table of the sets of a gate, or of a transfer. */
export const setTable = (rows: readonly SetRow[]): string[] =>
  table(
    [
      ['set', 'role', 'cases', 'champion', 'candidate', 'won', 'lost', 'equal', 'test', 'p', 'at', 'power', 'needs', 'verdict'],
      ...rows.map((row) => [
        oneLine(row.set, 40),
        row.role,
        count(row.cases),
        score(row.champion),
        score(row.candidate),
        count(row.wins),
        count(row.losses),
        count(row.ties),
        row.test,
        p(row.p),
        p(row.threshold),
        row.power === undefined ? '' : `${Math.round(100 * row.power)} %`,
        row.needs === undefined ? '' : count(row.needs),
        SAYS[row.verdict],
      ]),
    ],
    [2, 3, 4, 5, 6, 7, 9, 10, 11, 12],
  )

/** The lines of a gate's report, against a champion that is named. */
export function gateLines(
  { problem, rows, caps, rights, audit, attempt, level, lift, commitment, ledger, verdict, reasons }: GateReport,
  champion: string,
): string[] {
  const made = commitment === undefined ? '' : `, cases made for it (seed ${commitment.slice(0, 12)})`
  return [
    `${oneLine(problem.name, 60)}: test ${attempt} at level ${p(level)}${made}${lift > 0 ? `; power is for a lift of ${score(lift)}` : ''}`,
    `against ${oneLine(champion, 200)}`,
    ...(rows.length === 0 ? [] : ['', ...setTable(rows)]),
    ...(caps.length === 0 ? [] : ['']),
    ...table(
      caps.map((row) => [
        row.name,
        `${score(row.champion)} -> ${score(row.candidate)} ${row.unit}`,
        `cap ${score(row.cap)}`,
        SAYS[row.verdict],
      ]),
    ),
    ...(rights.added.length === 0
      ? []
      : ['', `rights added: ${oneLine(rights.added.join(', '), 200)}${rights.approved ? ', approved' : ''}`]),
    ...(audit.length === 0
      ? []
      : ['', ...audit.map(({ detector, level: how, message }) => `${how} ${oneLine(detector, 40)}: ${oneLine(message, 300)}`)]),
    ...(ledger === undefined ? [] : ['', `ledger: entry ${ledger.entry}, ${ledger.head.slice(0, 12)}`]),
    '',
    ...(verdict === 'promote' ? ['promote'] : ['refused:', ...reasons.map((reason) => `  ${oneLine(reason, 400)}`)]),
  ]
}
