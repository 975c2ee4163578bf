import type { ProgramRef } from '../../api-types.ts'

/** What came of a program: how it failed, `pruned` when it was not judged to the end, or where survival put it. */
export const outcomeOf = ({ verdict, score, placement }: Pick<ProgramRef, 'verdict' | 'score' | 'placement'>): string =>
  verdict !== 'scored' ? verdict : score === null ? 'pruned' : placement
