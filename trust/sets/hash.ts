import { hash } from 'node:crypto'
import type { Case } from '../../engine/contracts/problem.ts'
import { stableText } from '../../engine/contracts/stable.ts'

/** SHA-256 of plain data, whatever the order of its keys. */
export const hashOf = (value: unknown): string => hash('sha256', stableText(value))

/** SHA-256 of what a case asks and expects; its name and its weight are not part of it, so that a case under another name is the same one. */
export const hashOfCase = ({ input, expected, metadata, repeat }: Case): string => hashOf([input, expected, metadata, repeat])

/** SHA-256 of a set: of its cases' hashes in rising order, so that the same cases in another order are the same set. */
export const hashOfSet = (cases: readonly Case[]): string => hashOf(cases.map(hashOfCase).sort())
