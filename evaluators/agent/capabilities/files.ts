import * as z from 'zod'
import type { AgentReply, CapabilityPart, Use } from '../../../engine/contracts/agent-capability.ts'
import { defineCapability } from '../../../engine/contracts/part.ts'
import type { Problem } from '../../../engine/contracts/problem.ts'
import type { Files } from '../../../engine/contracts/program.ts'
import { isPlainName } from '../../../languages/names.ts'

const path = z.string().max(200).refine(isPlainName, 'a path of plain names, such as parts/one.ts')

const question = z.union([
  z.strictObject({ list: z.literal(true) }),
  z.strictObject({ read: path }),
  z.strictObject({ write: path, text: z.string() }),
  z.strictObject({ remove: path }),
])

type Question = z.output<typeof question>

/** The files of a case's workspace after the calls before: those that it began with, and what the program has done to them. */
export function workspaceAfter(problem: Problem, { subject, before }: Pick<Use, 'subject' | 'before'>): Map<string, string> {
  const begun: Files = problem.agent?.workspace?.(subject.input) ?? {}
  const files = new Map(Object.entries(begun))
  for (const { capability, question: asked, envelope } of before) {
    if (capability !== 'files' || !envelope.ok) continue
    const done = asked as Question
    if ('write' in done) files.set(done.write, done.text)
    if ('remove' in done) files.delete(done.remove)
  }
  return files
}

/** A workspace of the case: files in memory alone, which begin as the problem says and end with the case. */
export const files: CapabilityPart = defineCapability({
  name: 'files',
  options: z.strictObject({
    /** Files that there may be, and characters of all of them together. */
    most: z.int().positive().max(1000).default(50),
    characters: z.int().positive().max(1_000_000).default(200_000),
  }),
  create: ({ most, characters }, { problem }) => ({
    question,
    answer(asked: Question, use): AgentReply {
      const present = workspaceAfter(problem, use)
      if ('list' in asked) return { value: [...present.keys()].sort() }
      if ('write' in asked) {
        present.set(asked.write, asked.text)
        if (present.size > most) throw new Error(`there may be ${most} files`)
        if ([...present.values()].reduce((sum, text) => sum + text.length, 0) > characters)
          throw new Error(`the files may have ${characters} characters`)
        return { value: true }
      }
      const name = 'read' in asked ? asked.read : asked.remove
      const text = present.get(name)
      if (text === undefined) throw new Error(`there is no file ${name}`)
      return { value: 'read' in asked ? text : true }
    },
  }),
})
