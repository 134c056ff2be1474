/** Site builders, shops and hosts that give each customer a subdomain and are not in the public suffix list. */
const platforms = listed(`
  wordpress.com blogspot.com business.site weebly.com weeblysite.com wixsite.com wix.com editorx.io squarespace.com jimdo.com jimdofree.com jimdosite.com
  webnode.com webnode.page webnode.fr webnode.es webnode.it webnode.cz webnode.sk webnode.hu webnode.at webnode.nl webnode.com.br webnode.ru webnode.se strikingly.com mystrikingly.com
  godaddysites.com godaddysite.com site123.me webs.com yolasite.com ucraft.net ucraft.site tilda.ws carrd.co about.me myshopify.com shopify.com bigcartel.com mybigcommerce.com
  ecwid.com company.site square.site squareup.com mystore.com storenvy.com shoplazza.com shoplineapp.com myshopline.com cafe24.com imweb.me sixshop.com modoo.at
  substack.com ghost.io ghost.org medium.com tumblr.com livejournal.com typepad.com hatenablog.com hatena.blog ameblo.jp fc2.com fc2web.com seesaa.net jugem.jp exblog.jp
  over-blog.com canalblog.com e-monsite.com skyrock.com blogger.com blog.jp livedoor.jp blogg.se blogg.no blog.cz estranky.cz estranky.sk webgarden.cz wz.cz wbl.sk
  uol.com.br github.io gitlab.io netlify.app vercel.app now.sh pages.dev workers.dev herokuapp.com firebaseapp.com web.app azurewebsites.net azurestaticapps.net
  amazonaws.com cloudfront.net appspot.com onrender.com fly.dev render.com surge.sh glitch.me replit.app repl.co repl.dev bubbleapps.io webflow.io framer.website framer.site
  framer.app framer.ai framer.media notion.site notion.so super.site softr.app softr.io glideapp.io glide.page adalo.com durable.co hubspotpagebuilder.com hs-sites.com hubspotusercontent.com
  unbouncepages.com instapage.com leadpages.co lpages.co clickfunnels.com kartra.com kajabi.com mykajabi.com teachable.com thinkific.com podia.com systeme.io
  mailchimpsites.com eventbrite.com ueniweb.com business.page negocio.site dudaone.com multiscreensite.com homestead.com angelfire.com tripod.com 000webhostapp.com
  altervista.org byethost.com infinityfreeapp.com freehosting.com awardspace.com biz.ly page.tl page4.me page4.com npage.de beepworld.de homepage.t-online.de chayns.site chayns.net
  bookeo.com simplybook.me simplybook.it setmore.com acuityscheduling.com as.me youcanbook.me calendly.com salonized.com treatwell.com fresha.com booksy.com
  gofundme.com patreon.com gumroad.com payhip.com sellfy.com itch.io bandcamp.com en.alibaba.com trustpass.alibaba.com made-in-china.com indiamart.com exportersindia.com
  en.ec21.com tradeindia.com diytrade.com lofter.com weidian.com youzan.com nethouse.ru ucoz.ru ucoz.com narod.ru umi.ru mya5.ru insales.ru tiu.ru prom.ua uaprom.net
  deal.by satu.kz business.ru umi.ru webasyst.cloud tistory.com tictail.com wozaonline.co.za yola.com zyrosite.com hostingersite.com wpengine.com kinsta.cloud wpcomstaging.com
  pantheonsite.io acquia-sites.com myftpupload.com secureserver.net dreamhosters.com mijnwebwinkel.nl lightspeed.shop shoplightspeed.com webshopapp.com jouwweb.nl
  jouwweb.site webador.com webador.nl webador.de webador.fr webador.co.uk shopware.store plentymarkets.eu prestashop.com loja2.com.br lojaintegrada.com.br
  nuvemshop.com.br mitiendanube.com tiendanube.com empretienda.com.ar mercadoshops.com.br mercadoshops.com.mx mercadoshops.com.ar vtexcommercestable.com.br bitrix24.site
  bitrix24.com zohosites.com zohosites.eu salesforce-sites.com force.com my.site.com sharepoint.com myspreadshop.com myspreadshop.de spreadshirt.com teespring.com
  redbubble.com etsystatic.com dawanda.com toast.site toasttab.com chownow.com popmenu.com menufy.com gloriafood.com foodbooking.com resos.com zenchef.com
  odoo.com canva.site ukit.me webself.net sitew.com webcindario.com es.tl de.tl fr.gd it.gg mozello.com mozellosite.com websites.co.in onepage.me solo.io ticket.io pixieset.com pic-time.com smugmug.com format.com
  portfoliobox.net portfoliobox.io cargo.site myportfolio.com glossgenius.com eversports.de wodify.com order.online blogspot.de blogspot.fr blogspot.it blogspot.es blogspot.nl
  blogspot.co.uk blogspot.com.br blogspot.com.au blogspot.in blogspot.ca lovable.app base44.app typedream.app mystagingwebsite.com pressbooks.com edublogs.org wikidot.com gitbook.io readthedocs.io
  getresponsepages.com getresponsesite.com activehosted.com mailerpage.io mailerpage.com ck.page flodesk.com beehiiv.com subscribepage.com subscribepage.io
  shopbase.com shop.app shopware.store storefront.site spreadshop.com strato.site webhosting.be duckdns.org no-ip.org ddns.net
  simplesite.com 123website.lu 123hjemmeside.dk hjemmeside.dk wapka.mobi xtgem.com webstarts.com moonfruit.com bravesites.com doodlekit.com webnode.be webnode.ch webnode.pt webnode.mx webnode.com.co
  cafe24shop.com makeshop.jp shop-pro.jp thebase.in base.shop stores.jp booth.pm ocnk.net wordpress.org sitey.me my-free.website ucraft.me ukit.com flexbe.ru craftum.io lpgenerator.ru taplink.site ecomz.com zid.store salla.sa
  eatbu.com myfreesites.net zohocommerce.com b12sites.com cargocollective.com mydukaan.io storehippo.com sitelio.me shopsettings.com jumpseller.com myshoptet.com webareal.cz iai-shop.com
  sky-shop.pl eshop-rychle.cz wbuy.com.br commercesuite.com.br wixstudio.com nicepage.io site.pro brizy.site elementor.cloud cpanel.site infinityfree.me rf.gd great-site.net epizy.com
  tilda.cc mottor.site turbo.site clients.site linktree.site hotglue.me jimdo.page dorik.io versoly.page umso.co
  shopinfo.jp jimdoweb.com neocities.org creatorlink.net gamma.site sumupstore.com mysumup.com ola.click vcita.com janeapp.com etermin.net timify.com`)

/** Link collections, maps, directories, marketplaces and social networks: their pages don't identify the company that they describe. */
const pages = listed(`
  linktr.ee beacons.ai bio.link bio.site bit.ly campsite.bio linkin.bio lnk.bio lnk.to linkpop.com taplink.cc taplink.ws solo.to tap.bio msha.ke withkoji.com hoo.be milkshake.app
  flow.page flowcode.com allmylinks.com linkfly.to koji.to stan.store snipfeed.co goo.gl g.co g.page goo.su t.co t.ly tinyurl.com ow.ly is.gd v.gd buff.ly rebrand.ly cutt.ly
  rb.gy shorturl.at tiny.cc tiny.one bl.ink s.id urlz.fr vk.cc clck.ru qrco.de qr.io me-qr.com lnkd.in fb.me fb.com m.me amzn.to ift.tt dlvr.it page.link app.link onelink.to
  facebook.com messenger.com instagram.com threads.net threads.com twitter.com x.com tiktok.com youtube.com youtu.be vimeo.com dailymotion.com twitch.tv pinterest.com pin.it
  reddit.com snapchat.com discord.com discord.gg telegram.me telegram.org t.me wa.me whatsapp.com signal.me line.me lin.ee kakao.com pf.kakao.com weibo.com weixin.qq.com
  wechat.com xiaohongshu.com douyin.com bilibili.com zhihu.com vk.com vk.ru ok.ru quora.com flickr.com soundcloud.com spotify.com open.spotify.com mixcloud.com deviantart.com
  behance.net dribbble.com mastodon.social bsky.app bsky.social gab.com myspace.com meetup.com nextdoor.com nextdoor.co.uk clubhouse.com
  linkedin.com linkedin.cn xing.com viadeo.com crunchbase.com pitchbook.com tracxn.com owler.com zoominfo.com apollo.io rocketreach.co dnb.com bloomberg.com angel.co wellfound.com
  glassdoor.com glassdoor.de glassdoor.co.uk indeed.com kununu.com stepstone.de ycombinator.com f6s.com producthunt.com g2.com capterra.com clutch.co goodfirms.co trustpilot.com
  opencorporates.com northdata.de northdata.com handelsregister.de companieshouse.gov.uk company-information.service.gov.uk societe.com pappers.fr infogreffe.fr verif.com manageo.fr
  yelp.com yelp.de yelp.co.uk yelp.fr yelp.ca yelp.es yelp.it foursquare.com tripadvisor.com tripadvisor.de tripadvisor.co.uk tripadvisor.fr tripadvisor.it tripadvisor.es
  thefork.com lafourchette.com opentable.com opentable.co.uk opentable.de resy.com quandoo.de quandoo.com zomato.com swiggy.com doordash.com ubereats.com grubhub.com deliveroo.co.uk
  deliveroo.fr just-eat.co.uk justeat.it lieferando.de thuisbezorgd.nl wolt.com glovoapp.com foodora.se rappi.com ifood.com.br menulog.com.au toogoodtogo.com
  booking.com airbnb.com airbnb.de airbnb.fr airbnb.co.uk airbnb.es airbnb.it expedia.com expedia.de hotels.com agoda.com trivago.com trivago.de hostelworld.com vrbo.com hrs.com
  hrs.de holidaycheck.de getyourguide.com viator.com kayak.com
  doctolib.fr doctolib.de doctolib.it jameda.de doctoralia.es doctoralia.com doctoralia.com.br zocdoc.com healthgrades.com vitals.com webmd.com practo.com znanylekarz.pl miodottore.it docplanner.com
  psychologytoday.com keldoc.com maiia.com
  houzz.com houzz.de houzz.co.uk houzz.fr thumbtack.com angi.com angieslist.com homeadvisor.com checkatrade.com mybuilder.com ratedpeople.com trustatrader.com bark.com porch.com
  bbb.org yellowpages.com yellowpages.ca yellowpages.com.au superpages.com whitepages.com manta.com mapquest.com hotfrog.com cylex.de cylex-uk.co.uk cylex.us.com yell.com thomsonlocal.com
  scoot.co.uk 192.com freeindex.co.uk gelbeseiten.de dasoertliche.de dastelefonbuch.de 11880.com 11880-webseiten.de meinestadt.de goyellow.de branchenbuch.de wlw.de herold.at local.ch search.ch
  pagesjaunes.fr mappy.com justacote.com paginasamarillas.es paginegialle.it paginebianche.it virgilio.it goudengids.nl goudengids.be telefoonboek.nl pagesdor.be eniro.se hitta.se allabolag.se
  merinfo.se proff.no proff.se proff.dk gulesider.no 1881.no krak.dk degulesider.dk finder.fi fonecta.fi panoramafirm.pl pkt.pl firmy.cz zlatestranky.sk zivefirmy.cz 2gis.ru 2gis.com
  zoon.ru justdial.com sulekha.com asklaila.com urbancompany.com goldenpages.ie guialocal.com.br apontador.com.br telelistas.net infobel.com kompass.com europages.com europages.co.uk europages.fr europages.de
  wer-zu-wem.de hipages.com.au oneflare.com.au truelocal.com.au localsearch.com.au finda.co.nz nocowanie.pl
  theknot.com weddingwire.com weddingwire.co.uk hochzeit.de mariages.net matrimonio.com bodas.net zankyou.com
  zillow.com realtor.com redfin.com trulia.com rightmove.co.uk zoopla.co.uk immobilienscout24.de immowelt.de seloger.com leboncoin.fr idealista.com idealista.it fotocasa.es immobiliare.it funda.nl
  immoscout24.ch willhaben.at kleinanzeigen.de ebay-kleinanzeigen.de gumtree.com gumtree.com.au craigslist.org olx.pl olx.com.br olx.ua olx.in allegro.pl avito.ru kijiji.ca marktplaats.nl 2dehands.be
  blocket.se finn.no dba.dk tori.fi subito.it wallapop.com milanuncios.com mobile.de autoscout24.de autoscout24.com autotrader.com autotrader.co.uk cars.com cargurus.com
  amazon.com amazon.de amazon.co.uk amazon.fr amazon.it amazon.es amazon.in amazon.ca amazon.com.br amazon.co.jp ebay.com ebay.de ebay.co.uk ebay.fr ebay.it ebay.com.au etsy.com
  aliexpress.com taobao.com tmall.com 1688.com jd.com rakuten.co.jp mercadolibre.com mercadolivre.com.br flipkart.com walmart.com shopee.com shopee.co.id shopee.com.br
  shopee.co.th shopee.vn shopee.ph lazada.com tokopedia.com bukalapak.com zalando.com bol.com cdiscount.com fiverr.com upwork.com freelancer.com malt.fr
  github.com gitlab.com bitbucket.org sourceforge.net npmjs.com pypi.org stackoverflow.com huggingface.co kaggle.com dropbox.com box.com wetransfer.com docdroid.net issuu.com scribd.com slideshare.net
  wikipedia.org wikidata.org fandom.com imdb.com goodreads.com archive.org web.archive.org waze.com openstreetmap.org bing.com baidu.com duckduckgo.com naver.me smartstore.naver.com
  kickstarter.com indiegogo.com gofundme.com change.org justgiving.com paypal.me ko-fi.com buymeacoffee.com venmo.com cash.app typeform.com jotform.com surveymonkey.com canva.com prezi.com
  eventbrite.com eventbrite.de eventbrite.co.uk lu.ma ticketmaster.com dice.fm ra.co resident-advisor.net mindbodyonline.com classpass.com urbansportsclub.com planity.com
  tabelog.com hotpepper.jp beauty.hotpepper.jp gnavi.co.jp r.gnavi.co.jp ikyu.com jalan.net retty.me ekiten.jp itp.ne.jp lazada.vn lazada.co.th lazada.com.my lazada.sg shopee.sg shopee.com.my tiki.vn sendo.vn foody.vn
  skyscanner.net skyscanner.com share.google search.app posts.gle yably.ca wanderlog.com restaurantguru.com menupix.com speisekarte.de speisekarte.menu fewo-direkt.de traum-ferienwohnungen.de anwalt.de
  provenexpert.com golocal.de werkenntdenbesten.de myhammer.de my-hammer.de check24.de clubready.com www.gov.uk doctoralia.com.mx doctoralia.com.ar doctoralia.co doctoralia.pt mercadolibre.com.mx mercadolibre.com.ar mercadolibre.com.co
  mercadolibre.cl olx.ro olx.bg olx.pt olx.kz avito.ma leboncoin.fr subito.it bazos.cz bazos.sk sreality.cz otodom.pl gratka.pl sahibinden.com gittigidiyor.com
  yemeksepeti.com talabat.com jumia.com jumia.com.ng konga.com takealot.com bidorbuy.co.za snupit.co.za gumtree.co.za
  ausbildung.de azubiyo.de meinpraktikum.de freelance.de twago.de aroundhome.de blauarbeit.de houzz.in houzz.es houzz.it habitissimo.es habitissimo.it instapro.it prontopro.it prontopro.es
  starofservice.com pages24.fr 118712.fr 118000.fr local.fr kelquartier.com petitfute.com guide.michelin.com gaultmillau.com lafourchette.fr tripadvisor.com.br tripadvisor.com.au
  tripadvisor.in tripadvisor.nl tripadvisor.se tripadvisor.ca tripadvisor.com.mx booking.de airbnb.com.br airbnb.com.au airbnb.ca airbnb.nl hostelworld.de mrandmrssmith.com relaischateaux.com
  carwow.co.uk otomoto.pl autoscout24.it autoscout24.fr lacentrale.fr coches.net mobile.bg boats.com yachtworld.com machinio.com mascus.com europages.it europages.es
  wlw.at wlw.ch kompass.de fr.kompass.com gb.kompass.com dnb.de creditsafe.com companycheck.co.uk endole.co.uk dealroom.co app.dealroom.co getlatka.com alternativeto.net softwareadvice.com getapp.com
  trustradius.com sortlist.com designrush.com themanifest.com upcity.com expertise.com avvo.com lawyers.com findlaw.com justia.com martindale.com superlawyers.com vitals.com ratemds.com
  onlyfans.com fansly.com cameo.com weheartit.com we.tl smart.link smarturl.it hyperfollow.com distrokid.com linkgenie.co heylink.me lit.link potofu.me
  vagaro.com styleseat.com treatwell.de treatwell.co.uk treatwell.fr booksy.com fresha.com
  forms.gle wa.link seamless.com goldenpages.be order.online tr.ee linktree.com link.me bento.me zaap.bio hihello.me popl.co blinq.me dot.cards square.link sumup.link whats.link
  glossgenius.com gettimely.com onedoc.ch docfinder.at sanego.de arzt-auskunft.de topdoctors.es dottori.it idoctors.it opendi.de firmenabc.at firmenwissen.de moneyhouse.ch companyhouse.de
  cybo.com brownbook.net chamberofcommerce.com alignable.com merchantcircle.com citysearch.com dexknows.com showmelocal.com homes.com apartments.com loopnet.com
  linkbio.co linkin.co biolinky.co bio.to linkfire.com ffm.to komi.io pillar.io contactout.com lusha.com signalhire.com kaspr.io theorg.com leadiq.com cbinsights.com craft.co comparably.com
  builtin.com ambitionbox.com naukri.com zaubacorp.com tofler.in bizapedia.com opengovus.com buzzfile.com corporationwiki.com bizdb.co.nz yellow.co.nz yellowbot.com ezlocal.com findglocal.com
  hugedomains.com sedo.com dan.com afternic.com rumble.com odysee.com bitchute.com kick.com unternehmensregister.de oeffnungszeitenbuch.de stadtbranchenbuch.com`)

/** Such sites that have a domain in most countries: yelp.ie, tripadvisor.cz. Hardly any other domain has their label. */
const brands: ReadonlySet<string> = new Set(
  'yelp tripadvisor glassdoor trustpilot gumtree houzz doctoralia mercadolibre mercadolivre aliexpress craigslist groupon foodpanda ubereats deliveroo lieferando doordash autoscout24 immobilienscout24 thefork treatwell fresha airbnb eventbrite cylex kompass europages'.split(
    ' ',
  ),
)

/** Domains that stand for none in forms and exports; they are a company's only if its name says so. */
const samples = listed(
  'none.com domain.com website.com na.com null.com nil.com unknown.com nowebsite.com noemail.com mysite.com yoursite.com yourwebsite.com yourdomain.com yourcompany.com company.com email.com test.com test.test notavailable.com notfound.com',
)

/** Hosts and paths of companies that identify themselves elsewhere. */
const parts =
  /^(?:sites|maps|play|docs|drive|forms|calendar|business|groups|plus|news|photos|books|support|meet|profile|my)\.google\.[a-z.]+(?:[/?#]|$)|^(?:www\.)?google\.[a-z.]+\/[^?#]|^(?:www\.)?google\.[a-z.]+\/?\?|^(?:apps|itunes|maps|podcasts|music|books)\.apple\.com(?:[/?#]|$)|^(?:maps|ditu|tieba|baike)\.baidu\.com|^(?:maps|groups|local|places|finance)\.yahoo\.|^(?:maps|map|blog|cafe|place|search|smartstore|modoo|m\.place)\.naver\.com|^(?:ya|yandex)\.[a-z.]+\/(?:maps|profile|search)|^(?:maps|dzen)\.yandex\.|^(?:www\.)?alibaba\.com\/./

const platformHosts: ReadonlySet<string> = new Set(platforms)
const pageHosts: ReadonlySet<string> = new Set([...pages, ...samples])

/** Whether a registrable domain gives each of its customers a subdomain. */
export function isPlatform(domain: string): boolean {
  return platformHosts.has(domain)
}

/** Whether a registrable domain or a host shows pages about others. */
export function hasPagesOfOthers(domain: string): boolean {
  return pageHosts.has(domain)
}

/** Whether a registrable domain is of a brand of such pages in a country. */
export function isBrandOfPages(registered: string): boolean {
  return brands.has(registered.slice(0, registered.indexOf('.')))
}

/** Whether an address without protocol is a page about others on a company's own domain, such as google.com/maps. */
export function isPageOfOthers(address: string): boolean {
  return parts.test(address)
}

function listed(text: string): string[] {
  return text.trim().split(/\s+/)
}
