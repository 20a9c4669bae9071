const sendEmail = async () => {
  await new Promise(res =>
    setTimeout(res, 2000))
  if (process.env.MAIL_SERVER === 'down')
    throw new Error('mail is down')
  console.log('Email sent')
}
// Create shipment mutation resolver
console.log('Create shipment')
await sendEmail()
console.log('Done')
