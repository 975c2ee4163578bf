import { describe, expect, test } from 'vitest'
import fc from 'fast-check'
import { readKey, redact } from './key.ts'
import { processorTime } from '../tests/processor.ts'

describe('the key', () => {
  test('comes from the variable that is named, without the line break of a file', () => {
    expect(readKey({ OPENAI_API_KEY: 'sk-1234567890\n' })).toBe('sk-1234567890')
    expect(readKey({ OPENAI_API_KEY: 'sk-1234567890', OTHER: 'other-key' }, 'OTHER')).toBe('other-key')
    expect(readKey({ OPENAI_API_KEY: ' ' })).toBeUndefined()
    expect(readKey({})).toBeUndefined()
  })

  test('is refused, unsaid, when no header may carry it', () => {
    const refused = (): unknown => readKey({ OPENAI_API_KEY: 'sk-12345\n67890' })
    expect(refused).toThrow(expect.objectContaining({ code: 'MODEL_KEY' }))
    expect(refused).not.toThrow('12345')
  })

  test('is taken out of texts, unless it is a placeholder', () => {
    expect(redact('no: sk-1234567890!', 'sk-1234567890')).toBe('no: [key]!')
    expect(redact('none of these', 'none')).toBe('none of these')
    expect(redact('nothing', undefined)).toBe('nothing')
  })

  test('does not occur in a text, however it is written there', () => {
    const key = fc.string({
      unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
      minLength: 8,
      maxLength: 60,
    })
    const around = fc.string({ maxLength: 8 })
    const percent = (text: string): string => Array.from(text, (each) => `%${each.charCodeAt(0).toString(16)}`).join('')
    fc.assert(
      fc.property(key, around, around, (key, before, after) => {
        const base64 = Buffer.from(before + key + after).toString('base64')
        const written = [
          key,
          JSON.stringify(key).slice(1, -1),
          JSON.stringify(JSON.stringify(key)).slice(3, -3),
          encodeURIComponent(key),
          encodeURIComponent(encodeURIComponent(key)),
          percent(key),
          percent(key).toUpperCase(),
          Array.from(key, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''),
          Buffer.from(key).toString('hex'),
        ]
        for (const each of written) {
          const clean = redact(`${before} ${each} ${after}`, key)
          expect(clean).toContain('[key]')
          expect(clean).not.toContain(each)
          expect(clean.length).toBeLessThanOrEqual(before.length + after.length + 9)
        }
        for (const each of [
          base64,
          Buffer.from(before + key + after).toString('base64url'),
          encodeURIComponent(base64),
          base64.replaceAll('/', '\\/'),
        ]) {
          const clean = redact(`Basic ${each}.`, key)
          expect(clean).toContain('[key]')
          expect(clean.length).toBeLessThan(each.length + 12 - key.length)
        }
      }),
    )
  })

  test('is looked for in a time that grows with the text alone', () => {
    const key = `${'a'.repeat(60)}b`
    const before = processorTime()
    redact('a'.repeat(1e6), key)
    redact('\\'.repeat(1e6), key)
    redact('%25'.repeat(3e5), key)
    expect(processorTime() - before).toBeLessThan(3000)
  })
})
