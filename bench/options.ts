import process from 'node:process'
import { parseArgs, type ParseArgsConfig } from 'node:util'

const refuse = (line: string): never => {
  console.error(line)
  process.exit(2)
}

/** The options of a script, and what stands beside them; one that it does not know ends it with a line. */
export function readOptions<T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config)
  } catch (error) {
    const { message } = error as Error
    return refuse(message.slice(0, /\. |$/.exec(message)?.index))
  }
}

/** The whole number that an option says, at least 1. */
export function countOf(option: string, text: string): number {
  const count = Number(text)
  return Number.isSafeInteger(count) && count >= 1
    ? count
    : refuse(`--${option} wants a whole number of at least 1, not ${JSON.stringify(text)}`)
}
