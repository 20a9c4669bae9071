import { documents, report, upload } from '../world/documents.ts'

// Un résultat par document, dans leur ordre, jamais d’erreur
const results = await Promise.allSettled(documents.map(upload))
const withStatus = (status: string) =>
  documents.filter((_, index) => results[index]?.status === status)

report(withStatus('fulfilled'), withStatus('rejected'))
