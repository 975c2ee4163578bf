/** What is known of an island when its share of the tickets is fixed. */
export interface IslandProgress {
  /** Whether a proposer of the island asks models. */
  readonly asks: boolean
  /** Commits on the island since one was better than its parent. */
  readonly idle: number
}

/** The share of an island that gains. */
const FULL = 16

/**
 * Shares of the tickets, as whole numbers: where models are asked, which costs, a share halves for every `patience` commits without a
 * gain, down to one part in sixteen, and is whole again after a gain. `patience` 0: all have equal shares.
 */
export const shareOfBudget = (islands: readonly IslandProgress[], patience: number): readonly number[] =>
  islands.map(({ asks, idle }) => (!asks || patience === 0 ? FULL : Math.max(1, FULL >> Math.min(31, Math.floor(idle / patience)))))
