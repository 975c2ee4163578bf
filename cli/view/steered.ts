import type { Steered } from '../../run/control/steer.ts'

/** What came of a command that is journaled. */
export const steeredLines = ({ index, digest, by }: Steered): string[] => [
  `record ${index ?? '–'}${by === 'owner' ? ', by the process that owns the run' : ''}`,
  `digest ${digest ?? '–'}`,
]
