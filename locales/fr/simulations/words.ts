/** Words of one scenario; what it does not say, `common` says. */
export interface ScenarioWords {
  /** Its numbered steps: what an event with `step: n` begins. */
  steps: string[]
  /** By preset id. */
  presets: Record<string, string>
  /** By preset id: what paper says of the example it shows. */
  lessons?: Record<string, string>
  /** By lane id. */
  lanes?: Record<string, string>
  /** By event label. `detail` is the event's number. Short: it stands beside an arrow. */
  labels?: Record<string, string | ((detail: number) => string)>
  /** By parameter. */
  params?: Record<string, string>
  /** By option of a choice. */
  choices?: Record<string, string>
  /** By counter. */
  metrics?: Record<string, string>
}
