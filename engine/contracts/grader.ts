import type { Call, Envelope } from './capability.ts'

/** What a grader says of an answer. */
export interface Mark {
  /** From 0, which is nothing of what is asked, to 1, which is all of it. */
  readonly score: number
  /** What is missing, in a few words; proposers read it. */
  readonly why?: string
}

/** The case that an answer is of, as graders and verifiers see it. */
export interface GradedCase {
  readonly name: string
  readonly input: unknown
  readonly expected: unknown
  /** What the author of the case says beside that; no program sees it. */
  readonly metadata?: Readonly<Record<string, unknown>>
}

/** An answer, and whether people let it pass. */
export interface LabelledAnswer {
  readonly input?: unknown
  readonly expected?: unknown
  readonly answer: unknown
  readonly passes: boolean
}

/**
 * Marks answers.
 *
 * Requirements: the mark of a case and an answer is a function of these two and of the replies to its calls. Its score lies between 0 and 1.
 * It neither throws nor takes more than a moment for any answer that is plain data: an answer is hostile, and never a fault of the grader. A
 * grader that asks a model does so as a generator of calls, and without a reply its mark is 0.
 */
export interface Grader {
  /** Present where it makes calls. */
  readonly asks?: true
  /** Which version of what it asks for this is. */
  readonly version?: string
  /** Answers that people have marked, by which its own marks can be held against theirs. */
  readonly labels?: readonly LabelledAnswer[]
  grade(subject: GradedCase, answer: unknown): Mark | Generator<Call, Mark, Envelope>
}

/** A grader of a problem: how its marks are called, and what they count. */
export interface NamedGrader {
  /** The marks are metrics of this name. */
  readonly name: string
  /** Name of the part. */
  readonly use: string
  /** Share of the case's score. */
  readonly weight: number
  /** The least mark that passes. */
  readonly pass: number
  /** Whether its marks are a model's opinion, which is no proof: nothing may be promoted, and no gate opened, on such marks alone. */
  readonly opinion: boolean
  /** Which version of what it asks for gave the marks. */
  readonly version?: string
}

/** An answer that people have marked, and how the grader of that name marks it. */
export interface Label extends LabelledAnswer {
  readonly grader: string
  examine(): Generator<Call, Mark, Envelope>
}

/** Whether nothing but opinions of models says how good an answer is; a gate that is asked for a proof then refuses. */
export const restsOnOpinion = ({
  graders = [],
  gradersAlone,
}: {
  readonly graders?: readonly NamedGrader[]
  readonly gradersAlone?: true
}): boolean => gradersAlone === true && graders.every(({ opinion }) => opinion)
