/** Reasons why a program is shown beside a parent. */
export const ROLES = ['best', 'winner', 'nearest', 'diverse', 'elsewhere', 'drawn'] as const

/**
 * Why a program is shown beside a parent: it is the best of the run; it wins cases that the parent loses; it behaves most like the parent, or
 * unlike others; it lives on another island; or it was drawn.
 */
export type Role = (typeof ROLES)[number]
