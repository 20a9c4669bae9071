import { answer, bookCarrier, sendEmail } from '../world/shipping.ts'

// Sans transport, rien à répondre : on attend
await bookCarrier('S-42')
// L’email peut tarder, ou échouer : on ne l’attend pas
sendEmail('S-42').catch(error => console.error(String(error)))
answer('S-42 is booked')
