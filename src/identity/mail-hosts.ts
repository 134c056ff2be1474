import emailProviders from 'email-providers'
import { getDomainWithoutSuffix } from 'tldts'

/** Hosts that give mailboxes to anyone, or to the customers of their lines, and are missing from the package. */
const missing = `
  fastmail.com posteo.de posteo.net posteo.at posteo.ch tutanota.com tutanota.de tuta.io tuta.com tutamail.com keemail.me duck.com mailo.com startmail.com
  mailfence.com disroot.org riseup.net eclipso.de eclipso.eu kolabnow.com countermail.com ctemplar.com skiff.com soverin.net simplelogin.com simplelogin.io
  aleeas.com anonaddy.com addy.io mozmail.com privaterelay.appleid.com zohomail.com zohomail.eu zohomail.in pobox.com dbmail.com mail.de email.de
  1und1.de online.de o2online.de o2mail.de vodafonemail.de vodafone.de unitybox.de kabelmail.de kabelbw.de ewe.net ewetel.net netcologne.de osnanet.de htp-tel.de
  t-online.com magenta.de alice-dsl.net alice-dsl.de versanet.de freenet.net gmx.info tim.it fastwebnet.it aruba.it pec.it libero.eu hotmail.eu teletu.it vodafone.it
  bbox.fr cegetel.net numericable.fr noos.fr aliceadsl.fr netcourrier.com sfr.net proximus.be scarlet.be pandora.be voo.be edpnet.be ziggo.nl xs4all.nl upcmail.nl
  casema.nl quicknet.nl kpnmail.nl kpnplanet.nl solcon.nl online.nl caiway.nl tele2.nl wxs.nl chello.nl aon.at chello.at a1.net inode.at utanet.at kabsi.at
  liwest.at sunrise.ch hispeed.ch vtxnet.ch swissonline.ch quickline.ch bluemail.ch op.pl poczta.onet.pl tlen.pl vp.pl buziaczek.pl autograf.pl spoko.pl neostrada.pl
  onet.com.pl poczta.pl go2.pl volny.cz atlas.cz tiscali.cz quick.cz iol.cz azet.sk zoznam.sk atlas.sk pobox.sk mail.t-com.sk citromail.hu vipmail.hu upcmail.hu digikabel.hu
  mail.bg dir.bg gbg.bg meta.ua bigmir.net online.ua email.ua one.lt takas.lt delfi.lt zebra.lt apollo.lv online.ee neti.ee siol.net amis.net t-2.net net.hr email.t-com.hr
  eunet.rs ptt.rs sbb.rs otenet.gr hol.gr in.gr windowslive.gr cytanet.com.cy mynet.com superonline.com ttmail.com clix.pt netcabo.pt iol.pt mail.telepac.pt telefonica.net
  ono.com movistar.es euskaltel.net ya.com terra.com telia.com bredband.net passagen.se comhem.se tele2.se swipnet.se home.se live.no online.no frisurf.no getmail.no
  broadpark.no c2i.net tdcadsl.dk mail.dk jubii.dk ofir.dk stofanet.dk youmail.dk mail.tele.dk post.tele.dk kolumbus.fi saunalahti.fi suomi24.fi elisanet.fi pp.inet.fi
  netti.fi dnainternet.net phnet.fi simnet.is nifty.com biglobe.ne.jp ocn.ne.jp so-net.ne.jp plala.or.jp dion.ne.jp au.com ezweb.ne.jp icloud.co.jp goo.ne.jp
  excite.co.jp hinet.net seed.net.tw pchome.com.tw netvigator.com hkbn.net 139.com 189.cn wo.cn 263.net sohu.com aliyun.com 188.com vip.sina.com sina.cn kakao.com empal.com lycos.co.kr
  zum.com korea.com freechal.com paran.com fpt.vn hcm.vnn.vn viettel.vn zing.vn pacific.net.sg streamyx.com tm.net.my vsnl.net bsnl.in dataone.in airtelmail.in
  telkomsa.net mweb.co.za vodamail.co.za iafrica.com absamail.co.za slingshot.co.nz orcon.net.nz paradise.net.nz clear.net.nz ihug.co.nz actrix.co.nz dodo.com.au internode.on.net
  tpg.com.au westnet.com.au adam.com.au ozemail.com.au 012.net.il bezeqint.net netvision.net.il zahav.net.il etisalat.ae emirates.net.ae batelco.com.bh
  bol.com.br oi.com.br superig.com.br globomail.com terra.cl vtr.net entelchile.net une.net.co etb.net.co cantv.net infinitummail.com eastlink.ca cogeco.ca cogeco.net mts.net sasktel.net
  telia.se telia.fi indamail.hu tut.by mail.kz inbox.kz mail.ee online.ua mail.lv
  eim.ae omantel.net.om qatar.net.qa kems.net sltnet.lk dialogsl.net wlink.com.np ntc.net.np cyber.net.pk wol.net.pk bol-online.com btcl.net.bd skybroadband.com.ph pldtdsl.net
  mozcom.com indosat.net.id cbn.net.id centrin.net.id loxinfo.co.th csloxinfo.com truemail.co.th hn.vnn.vn wananchi.com africaonline.co.ke menara.ma iam.net.ma planet.tn topnet.tn gnet.tn
  link.net tedata.net.eg go.com.jo nets.com.jo cyberia.net.lb terra.net.lb idm.net.lb inco.com.lb ttnet.net.tr turk.net e-kolay.net legalmail.it arubapec.it pec.aruba.it postecert.it
  pecimprese.it tele2.it glocalnet.net lyse.net online.fr infonie.fr dartybox.com mundo-r.com jazztel.es vivodinet.gr ath.forthnet.gr cablenet.com.cy primehome.com onet.eu poczta.wp.pl
  stonline.sk slovanet.sk invitel.hu pr.hu enternet.hu clicknet.ro rdslink.ro romtelecom.ro upcnet.ro mtel.bg vip.bg data.bg spnet.net vip.hr optinet.hr inet.hr t.ht.hr zg.t-com.hr
  beotel.net verat.net open.telekom.rs teol.net bih.net.ba t-home.mk ipko.net ukrpost.net mail.lt one.ee dnt.no rambler.ua lenta.ru nm.ru hotbox.ru tatar.ru chel.ru ngs.ru e1.ru vtomske.ru
  mail.uz umail.uz inbox.uz azeurotel.com caucasus.net arminco.com freenet.am mail.mn magicnet.mn
  xplornet.com bell.net nb.aliant.net suddenlink.net optonline.net rcn.com roadrunner.com rr.com twc.com mchsi.com ptd.net hughes.net tds.net adinet.com.uy cyta.gr passport.com mail.com.tr`

/** Entries of the package that are not free mail: reserved for examples (RFC 2606), or registries of other people's domains. */
const wrong =
  'example.com com.ar org.ua pp.ua net.ua co.cc uk.to us.to at.hm biz.st nom.za za.com pe.hu web.id ht.cx fr.nf ftp.sh'

/** Free-mail brands that have a domain in most countries. */
const brands = new Set(
  'gmail googlemail yahoo ymail rocketmail hotmail outlook live msn windowslive aol gmx icloud protonmail tutanota yandex'.split(
    ' ',
  ),
)
/** Hardly any other domain has a label that is a brand. */
const hasBrand = new RegExp(`(?:^|\\.)(?:${[...brands].join('|')})\\.`)

/** Domains of companies that also give mailboxes to others: as a company's domain they identify it. */
const companies = new Set('bt.com zoho.com alibaba.com o2.co.uk'.split(' '))

const hosts: ReadonlySet<string> = new Set([...emailProviders, ...listed(missing)])
const notHosts: ReadonlySet<string> = new Set(listed(wrong))

/** Whether a domain or a host gives mailboxes to anyone. */
export function isFreeMailHost(domain: string): boolean {
  if (hosts.has(domain)) return !notHosts.has(domain)
  return hasBrand.test(domain) && brands.has(getDomainWithoutSuffix(domain) ?? '')
}

/** Whether a free-mail domain is also a company's own. */
export function isCompanyOfMailHost(domain: string): boolean {
  return companies.has(domain)
}

function listed(text: string): string[] {
  return text.trim().split(/\s+/)
}
