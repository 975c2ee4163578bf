import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '..')
const [, order = '', questions = ''] = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8').split('\n## ')

const filesIn = (text: string): string[] => [...text.matchAll(/`([^`]+\.ts)`/g)].map(([, file = '']) => file)

describe('the reading order of the engine', () => {
  test('has at most twelve files, each once', () => {
    const files = filesIn(order)
    expect(files.length).toBeGreaterThan(5)
    expect(files.length).toBeLessThanOrEqual(12)
    expect(new Set(files).size).toBe(files.length)
  })

  test.each([...new Set([...filesIn(order), ...filesIn(questions)])])('names %s, which is there', (file) => {
    expect(existsSync(join(ROOT, file))).toBe(true)
  })
})

test.each([
  'How is a parent chosen?',
  'Who survives?',
  'When is an offspring dropped?',
  'How do results stay in order?',
  'What is a program allowed to do?',
])('%s is answered by one file', (question) => {
  const row = questions.split('\n').find((line) => line.startsWith(`| ${question} |`))
  expect(filesIn(row ?? '')).toHaveLength(1)
})
