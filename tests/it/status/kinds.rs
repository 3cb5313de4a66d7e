//! Invented pages that are no articles: products, threads, vacancies, calendars, listings, media.

use copydesk::Status::{self, NotArticle};

/// A page: what it is, its language, title, head and what stands between menu and footer.
pub struct Kind {
    pub name: &'static str,
    pub lang: &'static str,
    pub title: &'static str,
    pub head: &'static str,
    pub main: String,
    pub status: Status,
}

pub const fn kind(
    name: &'static str,
    lang: &'static str,
    title: &'static str,
    head: &'static str,
    main: String,
) -> Kind {
    Kind { name, lang, title, head, main, status: NotArticle }
}

/// `template` for each item, with `{}` for it and `#` for its number.
pub fn each(items: &[&str], template: &str) -> String {
    let one = |(at, item): (usize, &&str)| {
        template.replace("{}", item).replace('#', &(at + 1).to_string())
    };
    items.iter().enumerate().map(one).collect()
}

pub const HEADLINES: &[&str] = &[
    "Ferry skippers vote on winter timetable",
    "School kitchen wins prize for its soup",
    "Second bridge survey finds nothing, reassuringly",
    "Council to trial streetlights that listen",
    "The baker retiring after eleven thousand mornings",
    "Frost warning for low-lying gardens",
    "New roof for the chapel, old slates for sale",
    "Bus 14 returns after petition of two hundred",
    "Library fines to end in the new year",
    "Otters back in the mill race",
    "Farm shop opens in former bank",
    "Brass band seeks one tuba player",
];

const SCHLAGZEILEN: &[&str] = &[
    "Fährleute stimmen über den Winterfahrplan ab",
    "Schulküche gewinnt Preis für ihre Suppe",
    "Zweite Brückenprüfung findet nichts, zum Glück",
    "Gemeinderat testet Laternen, die mithören",
    "Der Bäcker, der nach elftausend Morgen aufhört",
    "Frostwarnung für tief gelegene Gärten",
    "Neues Dach für die Kapelle, alte Ziegel zu haben",
    "Buslinie 14 fährt nach Unterschriftenaktion wieder",
];

/// The pages of the first half.
pub fn kinds() -> Vec<Kind> {
    let mut out = Vec::new();
    out.push(kind(
        "product",
        "en",
        "Oak steamed walking stick, 92 cm | Hedge & Hollow",
        r#"<meta property=og:type content=product><script type=application/ld+json>{"@context":"https://schema.org","@type":"Product","name":"Oak steamed walking stick","offers":{"@type":"Offer","price":"34.00","priceCurrency":"GBP"}}</script>"#,
        "<div class=product><img src=/s.jpg alt=''><h1>Oak steamed walking stick, 92 cm</h1><p class=price>£34.00</p><select name=length><option>86 cm<option>92 cm</select><button>Add to basket</button><div class=description><h2>Description</h2><p>Each stick is cut from coppiced oak, steamed and bent by hand over an iron form, and dried for a year before it is oiled.</p><p>The ferrule is brass and can be replaced without tools. A wrist strap is included.</p></div><h2>Specification</h2><table><tr><th>Wood<td>Oak<tr><th>Weight<td>410 g<tr><th>Origin<td>England</table><h2>Customers also bought</h2><ul><li><a href=/p/2>Rubber ferrule, £3</a><li><a href=/p/3>Beech thumb stick, £29</a></ul></div>".into(),
    ));
    out.push(kind(
        "product with microdata",
        "de",
        "Bienenwachskerze, handgezogen – Kerzenhof",
        "",
        "<div itemscope itemtype=https://schema.org/Product><h1 itemprop=name>Bienenwachskerze, handgezogen</h1><div itemprop=offers itemscope itemtype=https://schema.org/Offer><span itemprop=price content=12.90>12,90 €</span> inkl. MwSt., zzgl. Versand</div><button>In den Warenkorb</button><div itemprop=description><p>Unsere Kerzen werden aus reinem Bienenwachs von Hand gezogen. Sie brennen ruhig und duften leicht nach Honig.</p><ul><li>Höhe: 20 cm<li>Brenndauer: etwa 14 Stunden<li>Lieferzeit: 2–3 Werktage</ul></div><h2>Bewertungen</h2><p>★★★★★ Sehr schön, brennt gleichmäßig. – Heike</p><p>★★★★ Gute Qualität, die Verpackung war beschädigt. – Uwe</p></div>".into(),
    ));
    let posts = [
        "Hi all, my 1987 outboard stalls whenever I open the throttle past half. New plugs, fresh fuel, no change. What would you check next?",
        "Could be the fuel pump diaphragm. They go stiff with age and starve the engine at higher revs. Kit is about a tenner.",
        "Seconded. Also look at the tank vent, if it is closed you get exactly that after ten minutes.",
        "Vent was open. I took the pump apart and the diaphragm has a tear. Ordered a kit, will report back.",
        "Kit is in and she runs like new. Thanks everyone, mods can close this one.",
    ];
    out.push(kind(
        "forum thread",
        "en",
        "Outboard stalls at half throttle - Small Boats Forum",
        "",
        format!(
            "<h1>Outboard stalls at half throttle</h1><a href=/reply>Post reply</a><div id=posts>{}</div><p>5 posts • Page 1 of 1</p><form action=/login><input name=user><button>Login</button></form>",
            each(&posts, "<div class=post id=p#><dl class=postprofile><dt><a href=/u/#>sailor#</a><dd>Posts: 1#4<dd>Joined: 2019</dl><div class=postbody><p class=author>» Mon Mar 11, 2024 9:0# am</p><div class=content>{}</div></div></div>"),
        ),
    ));
    out.push(kind(
        "question and answers",
        "fr",
        "Comment enlever une tache de goudron ? - Entraide maison",
        r#"<script type=application/ld+json>{"@context":"https://schema.org","@type":"QAPage","mainEntity":{"@type":"Question","name":"Comment enlever une tache de goudron ?","answerCount":3}}</script>"#,
        format!(
            "<h1>Comment enlever une tache de goudron ?</h1><div class=question><p>Bonjour, mon fils est rentré de la plage avec du goudron sur son pantalon en toile. Que faire sans l’abîmer ?</p><span>Posée par lise34 le 12/06</span></div><h2>3 réponses</h2>{}",
            each(
                &["Du beurre, laissez agir une heure, puis lavez à 40 degrés avec du savon de Marseille.", "Essence de térébenthine, mais testez d’abord sur un ourlet, certaines toiles déteignent.", "L’huile d’olive marche aussi très bien, avec un peu de patience."],
                "<div class=answer><div class=vote>▲ # ▼</div><p>{}</p><span class=user>membre# · il y a # jours</span><a href=#>Commenter</a></div>"
            ),
        ),
    ));
    out.push(kind(
        "vacancy",
        "en",
        "Lock keeper (part time) - Canal Jobs",
        r#"<script type=application/ld+json>{"@context":"https://schema.org","@type":"JobPosting","title":"Lock keeper (part time)","datePosted":"2024-03-01","hiringOrganization":{"@type":"Organization","name":"Example Waterways"}}</script>"#,
        "<h1>Lock keeper (part time)</h1><ul class=facts><li>Example Waterways<li>Upper Lock, Larkhill<li>20 hours a week<li>£14.20 an hour</ul><a class=apply href=/apply>Apply now</a><h2>The role</h2><p>You will look after a flight of three locks, help boaters through at busy times and keep the towpath tidy.</p><h2>What you will do</h2><ul><li>Operate and grease paddles and gates<li>Record passages and water levels<li>Report damage</ul><h2>What we look for</h2><ul><li>Good with people and weather<li>Able to swim<li>Driving licence</ul><p>Closing date: 28 March. We are an equal opportunities employer.</p>".into(),
    ));
    out.push(kind(
        "vacancy without data",
        "de",
        "Stellenangebot: Bäckerin oder Bäcker (m/w/d)",
        "",
        "<h1>Bäckerin oder Bäcker (m/w/d)</h1><p>Vollzeit · ab sofort · Musterstadt</p><h2>Ihre Aufgaben</h2><ul><li>Herstellung von Broten und Kleingebäck<li>Teigführung und Ofenarbeit<li>Anleitung der Auszubildenden</ul><h2>Ihr Profil</h2><ul><li>Abgeschlossene Ausbildung<li>Freude am Handwerk<li>Teamgeist</ul><h2>Wir bieten</h2><ul><li>Übertarifliche Bezahlung<li>Zwei freie Tage in der Woche<li>30 Tage Urlaub</ul><a href=mailto:jobs@example.com>Jetzt bewerben</a>".into(),
    ));
    out.push(kind(
        "calendar",
        "en",
        "What's on in March | Larkhill",
        r#"<script type=application/ld+json>[{"@type":"Event","name":"Apple pruning"},{"@type":"Event","name":"Barn dance"}]</script>"#,
        format!(
            "<h1>What's on in March</h1><form><label>Category</label><select><option>All</select></form>{}",
            each(
                &["Apple pruning for beginners", "Barn dance with the Dale Fiddlers", "Repair café", "Talk: owls of the upper dale", "Spring market", "Film night: The Ferryman", "Walk to the reservoir", "Chess for all ages"],
                "<div class=event><time>#2 Mar, 19:30</time><h3><a href=/e/#>{}</a></h3><p>Village hall · £#</p><a href=/e/#/book>Book</a></div>"
            ),
        ),
    ));
    out.push(kind(
        "search results",
        "en",
        "Search results for “ferry” | Example News",
        "<meta name=robots content=noindex>",
        format!(
            "<h1>Search results for “ferry”</h1><form action=/search><input name=q value=ferry><button>Search</button></form><p>128 results</p>{}<div class=pager><a href=?p=2>2</a> <a href=?p=3>3</a> <a href=?p=2>Next</a></div>",
            each(HEADLINES, "<div class=result><h3><a href=/n/#>{}</a></h3><p>… the <em>ferry</em> was mentioned once in the debate about the winter, and the captains …</p><span>1# March 2024</span></div>"),
        ),
    ));
    out.push(kind(
        "section",
        "de",
        "Regional: Nachrichten aus dem Tal | Tagesblatt",
        "<meta property=og:type content=website>",
        format!(
            "<h1>Regional</h1>{}<a href=?seite=2>Weitere Artikel laden</a>",
            each(SCHLAGZEILEN, "<article class=teaser><a href=/a/#><img src=/#.jpg alt=''><span>Region</span><h2>{}</h2></a><p>Die Entscheidung fällt am Freitag, und die Meinungen im Tal gehen auseinander wie selten zuvor.</p><time>vor # Stunden</time></article>"),
        ),
    ));
    out.push(kind(
        "tag page",
        "es",
        "Noticias sobre puertos - Diario Ejemplo",
        r#"<meta property=og:type content=website><script type=application/ld+json>{"@context":"https://schema.org","@type":"CollectionPage","name":"Puertos"}</script>"#,
        format!(
            "<h1>Puertos</h1><p>Todas las noticias sobre puertos, muelles y transbordadores.</p>{}<nav class=pagination><a href=/2>Siguiente</a></nav>",
            each(
                &["El puerto del norte estrena muelle", "Los pescadores piden más amarres", "Un temporal retrasa las obras del dique", "La lonja bate su récord de abril", "El faro cumple ciento cincuenta años", "Dos veleros rescatados frente al cabo", "La naviera sube los precios", "Vuelve la línea de las islas"],
                "<div class=noticia><a href=/n/#>{}</a><span>Por Redacción · #/03/2024</span></div>"
            ),
        ),
    ));
    out.push(kind(
        "podcast episode",
        "en",
        "Episode 41: The tide tables | The Harbour Podcast",
        r#"<meta property=og:type content=music.song><script type=application/ld+json>{"@context":"https://schema.org","@type":"PodcastEpisode","name":"Episode 41: The tide tables","associatedMedia":{"@type":"AudioObject","duration":"PT42M"}}</script>"#,
        "<h1>Episode 41: The tide tables</h1><audio controls src=/41.mp3></audio><p>11 March 2024 · 42 min</p><p>Jo talks to the woman who has computed the tides for forty years.</p><ul><li><a href=/apple>Apple</a><li><a href=/rss>RSS</a></ul><h2>More episodes</h2><ul><li><a href=/40>40: Knots</a><li><a href=/39>39: Fog</a></ul>".into(),
    ));
    out.push(kind(
        "video with a line",
        "en",
        "Video: swans stop traffic on the bypass | Example News",
        r#"<meta property=og:type content=video.other><script type=application/ld+json>{"@context":"https://schema.org","@type":"VideoObject","name":"Swans stop traffic","uploadDate":"2024-03-11","duration":"PT1M2S"}</script>"#,
        "<h1>Swans stop traffic on the bypass</h1><div class=player><video src=/v.mp4></video><span>1:02</span></div><p class=description>A pair of swans held up the morning traffic on the bypass for half an hour.</p><h2>Up next</h2><ul><li><a href=/v/2>Flood seen from above 0:48</a><li><a href=/v/3>Bakers race with loaves 2:10</a><li><a href=/v/4>First lambs 1:15</a></ul>".into(),
    ));
    out.push(kind(
        "contact page",
        "de",
        "Impressum | Tagesblatt",
        "",
        "<h1>Impressum</h1><p>Tagesblatt Verlag GmbH<br>Musterweg 1<br>12345 Musterstadt</p><p>Telefon: 01234 567890<br>E-Mail: info@example.com</p><p>Geschäftsführung: Eva Muster<br>Registergericht: Amtsgericht Musterstadt, HRB 12345<br>USt-IdNr.: DE123456789</p><p>Verantwortlich im Sinne des Presserechts: Jan Beispiel</p>".into(),
    ));
    out.push(kind(
        "login page",
        "en",
        "Log in | Example News",
        "<meta name=robots content=noindex>",
        "<h1>Log in</h1><form method=post><label>E-mail</label><input type=email><label>Password</label><input type=password><button>Log in</button><a href=/forgot>Forgot your password?</a></form><p>No account yet? <a href=/register>Register</a></p>".into(),
    ));
    out.push(kind(
        "programme",
        "fr",
        "Programme TV de ce soir",
        "",
        format!(
            "<h1>Programme TV de ce soir</h1><table>{}</table>",
            each(
                &[
                    "Le gardien du phare",
                    "Météo",
                    "Journal",
                    "Les îles du nord (2/4)",
                    "Débat",
                    "Court métrage"
                ],
                "<tr><td>2#h00<td><a href=/e/#>{}</a><td>Durée : #5 min"
            ),
        ),
    ));
    out
}
