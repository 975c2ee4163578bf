import type { CapRow, GateReport, SetRow } from '../contracts.ts'

const pText = (p: number): string => (p < 0.0001 ? p.toExponential(1) : p.toFixed(4))

/** Why a held-out row refuses; undefined where it does not. */
function superiorityReason({ set, cases, p = 1, threshold = 0, needs, wins, losses, verdict }: SetRow): string | undefined {
  if (verdict === 'passes') return undefined
  const isAhead = verdict === 'needs-cases'
  const what = isAhead ? 'ahead, and not shown to be better' : 'not better'
  const more = isAhead && needs !== undefined ? `; needs ${needs} cases` : ''
  return `held out: ${set}: ${what} (${wins} won, ${losses} lost of ${cases}, p ${pText(p)} at ${pText(threshold)})${more}`
}

/** Why another row refuses. */
function guardReason({ set, role, cases, losses, test, verdict }: SetRow): string | undefined {
  if (verdict === 'passes') return undefined
  return `${role}: ${set}: ${test} does not hold on ${cases} cases${losses > 0 ? `, of which ${losses} are lost` : ''}`
}

function capReason({ name, unit, champion, candidate, cap, verdict }: CapRow): string | undefined {
  if (verdict === 'passes') return undefined
  const grown = champion > 0 ? ` (${candidate >= champion ? '+' : ''}${Math.round(100 * (candidate / champion - 1))} %)` : ''
  return `${name}: ${Number(candidate.toPrecision(4))} ${unit}${grown}, and the cap is ${Number(cap.toPrecision(4))}`
}

/** All that refuses a candidate, in the order of the gate; empty where nothing does. */
export function reasonsOf({ rows, caps, rights, audit }: Pick<GateReport, 'rows' | 'caps' | 'rights' | 'audit'>): readonly string[] {
  return [
    ...rows.map((row) => (row.role === 'heldOut' ? superiorityReason(row) : guardReason(row))),
    ...caps.map(capReason),
    rights.approved ? undefined : `rights: ${rights.added.join(', ')}: added, and not approved`,
    ...audit.map(({ detector, level, message }) => (level === 'alarm' ? `audit: ${detector}: ${message}` : undefined)),
  ].filter((reason) => reason !== undefined)
}
