import yargs from 'yargs'

/** `ternate completion`: a script that makes the caller's shell complete command lines of Ternate. */
export const handler = (): void => void yargs().scriptName('ternate').showCompletionScript()
