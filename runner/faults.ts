/** What a reader can break before a run: an environment variable and the value that means trouble. */
export interface Fault {
  variable: string
  value: string
}

/** The label of each stands in `locales/`, under `runner.faults`. */
export const faults = [
  { variable: 'MAIL_SERVER', value: 'down' },
] as const satisfies Fault[]

/** The faults that a piece of code knows of. */
export const faultsIn = (code: string) => faults.filter(({ variable }) => code.includes(`process.env.${variable}`))
