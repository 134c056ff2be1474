import { expect, it } from 'vitest'
import { createSandbox } from '../../../src/providers/sales-nav/sandbox.ts'
import { calm, describeProvider, searchUrl } from './contract.ts'

describeProvider('the sandbox', async () => ({ provider: createSandbox(), account: 'sandbox-1' }))

it('the sandbox always invents the same people', async () => {
  const request = { providerAccountId: 'sandbox-1', url: searchUrl, cursor: null, limit: 2, signal: calm() }
  expect(await createSandbox().search(request)).toMatchInlineSnapshot(`
    {
      "cursor": "WzIsMCwiNjZaUzF1SnR0bmRvIl0",
      "leads": [
        {
          "firstName": "Світлана",
          "headline": "Geschäftsführer, Quarrybank Robotics, Inc.",
          "id": "ACwAADTU5Ow0KvdzspnGu1fwwGtss3ZoSJXg8",
          "lastName": "Ткаченко",
          "location": "大阪, Japan",
          "memberId": "240985742905893",
          "name": "Світлана Ткаченко",
          "positions": [
            {
              "company": "Quarrybank Robotics, Inc.",
              "companyId": "13663",
              "role": "Geschäftsführer",
            },
          ],
          "profileUrl": "https://www.linkedin.com/sales/lead/ACwAADTU5Ow0KvdzspnGu1fwwGtss3ZoSJXg8,NAME_SEARCH,hae3",
          "publicIdentifier": "svitlana-tkachenko-0d35393b0d",
          "publicProfileUrl": "https://www.linkedin.com/in/svitlana-tkachenko-0d35393b0d",
        },
        {
          "firstName": "Alasdair",
          "headline": "Operations Manager, Emberley Logistik GmbH",
          "id": "ACwAAQ5yFHADY-tbs_ZBIF_v1dx_RIW67gLbF",
          "lastName": "Janáček",
          "location": "Leeds, United Kingdom",
          "memberId": "34983069531008",
          "name": "Alasdair Janáček",
          "positions": [
            {
              "company": "Emberley Logistik GmbH",
              "companyId": "16475",
              "role": "Operations Manager",
            },
          ],
          "profileUrl": "https://www.linkedin.com/sales/lead/ACwAAQ5yFHADY-tbs_ZBIF_v1dx_RIW67gLbF,NAME_SEARCH,3hcj",
          "publicIdentifier": "alasdair-janacek-439c851c00",
          "publicProfileUrl": "https://www.linkedin.com/in/alasdair-janacek-439c851c00",
        },
      ],
      "totalCount": 3026,
    }
  `)
})

it('connecting an account in the sandbox is refused with a message', async () => {
  const options = { nonce: 'nonce', expiresAt: new Date(), notifyUrl: 'https://leadstream.example/notify' }
  await expect(createSandbox().createConnectPage(options)).rejects.toMatchObject({
    code: 'CONNECT_REFUSED',
    message: expect.stringContaining('sandbox has nothing to connect'),
  })
})
