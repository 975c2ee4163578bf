import * as z from 'zod'
import { defined } from '../../engine/contracts/defined.ts'
import { stableText } from '../../engine/contracts/stable.ts'
import { TernateError } from '../../engine/contracts/fault.ts'
import { isSignedBy } from './keys.ts'
import type { Signer } from './keys.ts'
import { ownerOf } from './policy.ts'
import type { Policy } from './policy.ts'

/** What a person says of a proposal, and signs. */
export interface Statement {
  readonly decision: 'approve' | 'reject'
  readonly proposal: string
  /** Hash over change, evidence, audit and policy. */
  readonly seal: string
  readonly by: string
  /** UTC, ISO 8601. */
  readonly on: string
  readonly why?: string
}

/** A statement, and the signature under it. */
export interface Decision extends Statement {
  readonly key: string
  /** Of the statement as JSON with sorted keys; base64. */
  readonly signature: string
}

/** What a log holds of a decision. */
export const decisionSchema: z.ZodType<Decision> = z.strictObject({
  decision: z.enum(['approve', 'reject']),
  proposal: z.string().max(20),
  seal: z.string().length(64),
  by: z.string().max(60),
  on: z.string().max(40),
  why: z.string().max(2000).exactOptional(),
  key: z.string().max(60),
  signature: z.string().max(100),
})

/**
 * Signs a statement as the person of the policy whose key it is.
 *
 * @throws TernateError `APPROVER_UNKNOWN` where the key is nobody's in the policy
 */
export function decide(statement: Omit<Statement, 'by'>, signer: Signer, policy: Policy): Decision {
  const by = ownerOf(policy, signer.publicKey)
  if (by === undefined)
    throw new TernateError(
      'APPROVER_UNKNOWN',
      `the policy that ${statement.proposal} is sealed with names nobody with the key ${signer.publicKey}`,
      'Add yourself under people in proposals/policy.yaml, as `ternate keys` prints it, and let the gate make the proposal anew.',
    )
  const said: Statement = defined({ ...statement, by })
  return { ...said, key: signer.publicKey, signature: signer.sign(stableText(said)) }
}

/** Whether a decision is by the person it names, as the policy knows them. */
export function isGenuine({ key, signature, ...statement }: Decision, policy: Policy): boolean {
  return ownerOf(policy, key) === statement.by && isSignedBy(key, stableText(statement), signature)
}

/** Who is for a proposal as it is sealed, and who against it: of several decisions of one person the last one counts. */
export function tally(
  decisions: readonly Decision[],
  { proposal, seal }: Pick<Statement, 'proposal' | 'seal'>,
  policy: Policy,
): { readonly approved: readonly string[]; readonly rejected: readonly string[] } {
  const last = new Map<string, Decision['decision']>()
  for (const decision of decisions)
    if (decision.proposal === proposal && decision.seal === seal && isGenuine(decision, policy)) last.set(decision.by, decision.decision)
  const who = (said: Decision['decision']): string[] => [...last].flatMap(([by, decided]) => (decided === said ? [by] : []))
  return { approved: who('approve'), rejected: who('reject') }
}
