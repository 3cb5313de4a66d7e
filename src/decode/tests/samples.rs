//! News as it could be, in the language each encoding was made for.

/// Simplified Chinese.
pub(super) const CHINESE: &str = "\
     新华社北京电 记者从国家统计局获悉，今年前三季度，全国居民人均可支配收入同比增长，农村居\
     民收入增速继续快于城镇居民。发言人表示，随着各项政策落地见效，就业形势总体稳定，物价水平\
     保持平稳。有关部门将继续完善社会保障体系，加大对困难群众的帮扶力度。";

/// Characters that only gb18030 has, four bytes each, beside common ones.
pub(super) const CHINESE_RARE: &str = "\
     㐀㐁䶵、𠀀𠀁𪛖等字只收在扩展区，“€”和“ḿ”也在其中。编辑部说，人名用字常在此列，如“𬭎”“䲟”\
     ，旧系统打不出来，只好用别的字代替。";

/// Traditional Chinese.
pub(super) const TAIWANESE: &str = "\
     中央社台北電 氣象局今天表示，颱風外圍環流影響，北部及東北部地區將有局部大雨，提醒民眾注\
     意坍方及落石。市政府宣布，各級學校明天正常上課，捷運與公車照常行駛。專家指出，這波降雨有\
     助紓緩水庫旱象，但仍須持續觀察後續的發展。";

/// Japanese.
pub(super) const JAPANESE: &str = "\
     東京都は二十日、来年度の予算案を発表した。高齢者の見守りサービスや子育て支援に重点を置き\
     、総額は過去最大となる。知事は記者会見で「物価の上昇が続くなか、都民のくらしを守ることを\
     最優先にした」と述べた。野党からは財源の見通しが甘いとの声も上がっている。";

/// Korean.
pub(super) const KOREAN: &str = "\
     서울시는 오늘 오전 기자회견을 열고 내년부터 시내버스 노선을 대폭 개편한다고 밝혔다. 시 \
     관계자는 \"출퇴근 시간대의 혼잡을 줄이고 외곽 지역의 교통 불편을 덜기 위한 조치\"라고 \
     설명했다. 시민단체는 요금 인상이 뒤따를 것을 우려하며 공청회를 요구했다.";

/// Russian.
pub(super) const RUSSIAN: &str = "\
     Сегодня утром мэрия объявила о начале ремонта набережной. По словам представителя \
     городского управления, работы продлятся до конца осени, движение транспорта будет \
     ограничено. Жители соседних домов жалуются на шум, однако чиновники уверяют, что \
     строители не выйдут на площадку раньше девяти часов.";

/// Ukrainian.
pub(super) const UKRAINIAN: &str = "\
     Сьогодні вранці міська рада оголосила про початок ремонту набережної. За словами \
     речника, роботи триватимуть до кінця осені, а рух транспорту буде обмежено. Мешканці \
     сусідніх будинків скаржаться на гамір, проте її керівник запевняє: ніхто не почне \
     раніше дев'ятої. Ґанок школи теж відремонтують.";

/// Polish.
pub(super) const POLISH: &str = "\
     Dziś rano prezydent miasta ogłosił rozpoczęcie remontu nabrzeża. Według rzecznika \
     urzędu prace potrwają do końca jesieni, a ruch samochodów zostanie ograniczony. \
     Mieszkańcy sąsiednich domów skarżą się na hałas, choć urzędnicy zapewniają, że \
     robotnicy nie wejdą na plac przed dziewiątą. Źródła w ratuszu mówią też o żłobku.";

/// Hungarian.
pub(super) const HUNGARIAN: &str = "\
     A főváros önkormányzata ma reggel bejelentette, hogy ősszel megkezdődik a rakpart \
     felújítása. A szóvivő szerint a munkálatok több hónapig tartanak, és a forgalmat \
     időnként elterelik. A környék lakói a zajra panaszkodnak, ám az illetékesek úgy tudják, \
     hogy kilenc óra előtt senki sem dolgozik a területen. Jövő héten közgyűlést tartanak \
     erről.";

/// French.
pub(super) const FRENCH: &str = "\
     La mairie a annoncé ce matin le début des travaux sur les quais. D’après la \
     porte-parole, le chantier durera jusqu’à la fin de l’été et la circulation sera réduite \
     à une voie. Les riverains dénoncent déjà le bruit ; « nous avons été prévenus trop tard \
     », regrette l’un d’eux. Le coût s’élève à 12 millions d’euros, précise l’élu.";

/// German, with letters and signs that ISO-8859-15 has and windows-1252 has elsewhere.
pub(super) const GERMAN_EURO: &str = "\
     Der Umbau der Uferstraße kostet 12 Millionen €, teilte das Rathaus am Morgen mit. Die \
     Arbeiten dauern bis zum Herbst, für Fußgänger bleibt ein schmaler Weg. Anwohner ärgern \
     sich über den Lärm; der Bürgermeister verspricht, daß niemand vor neun Uhr anfängt. \
     Žižek und Œuvre stehen hier der Buchstaben wegen.";

/// Romanian as it was written before the comma letters.
pub(super) const ROMANIAN_CEDILLA: &str = "\
     Primăria a anunţat astăzi dimineaţă începerea lucrărilor la faleză. Potrivit \
     purtătorului de cuvânt, şantierul va dura până la sfârşitul toamnei, iar circulaţia va \
     fi restricţionată. Locuitorii se plâng de zgomot, însă aleşii îi asigură că nimeni nu \
     lucrează înainte de ora nouă.";

/// Turkish.
pub(super) const TURKISH: &str = "\
     Belediye bu sabah sahil yolunun onarımına başlanacağını duyurdu. Sözcüye göre \
     çalışmalar sonbaharın sonuna kadar sürecek ve trafik tek şeride düşecek. Çevrede \
     oturanlar gürültüden şikâyetçi; yetkililer ise saat dokuzdan önce kimsenin işe \
     başlamayacağını söylüyor. Öğrenciler için ayrıca ücretsiz servis konulacak, \
     İstanbul'dan uzmanlar gelecek.";

/// Greek.
pub(super) const GREEK: &str = "\
     Ο δήμος ανακοίνωσε σήμερα το πρωί την έναρξη των έργων στην παραλία. Σύμφωνα με τον \
     εκπρόσωπο, οι εργασίες θα διαρκέσουν ως το τέλος του φθινοπώρου και η κυκλοφορία θα \
     περιοριστεί. Οι κάτοικοι διαμαρτύρονται για τον θόρυβο, όμως οι υπεύθυνοι διαβεβαιώνουν \
     ότι κανείς δεν θα εργάζεται πριν από τις εννέα.";

/// Hebrew.
pub(super) const HEBREW: &str = "\
     העירייה הודיעה הבוקר על תחילת עבודות השיפוץ בטיילת. לדברי הדובר, העבודות יימשכו עד סוף \
     הסתיו והתנועה תצומצם לנתיב אחד. תושבי השכונה מתלוננים על הרעש, אך נבחרי הציבור מבטיחים \
     שאיש לא יתחיל לעבוד לפני השעה תשע. בשבוע הבא תתקיים ישיבה פתוחה לציבור.";

/// Arabic.
pub(super) const ARABIC: &str = "\
     أعلنت البلدية صباح اليوم بدء أعمال ترميم الكورنيش. وقال المتحدث باسمها إن الأشغال \
     ستستمر حتى نهاية الخريف، وإن حركة السير ستقتصر على مسار واحد. ويشكو سكان الحي من \
     الضجيج، غير أن المسؤولين يؤكدون أن أحدا لن يبدأ العمل قبل الساعة التاسعة.";

/// Lithuanian.
pub(super) const LITHUANIAN: &str = "\
     Savivaldybė šįryt pranešė pradedanti krantinės remontą. Pasak atstovės, darbai truks \
     iki rudens pabaigos, o eismas bus apribotas. Gyventojai skundžiasi triukšmu, tačiau \
     valdininkai žada, kad prieš devintą valandą niekas darbo nepradės. Kitą savaitę vyks \
     viešas svarstymas, į jį kviečiami visi mieste gyvenantys žmonės, čia dirbančios įmonės.";

/// Vietnamese as windows-1258 writes it, with tones as characters of their own.
pub(super) const VIETNAMESE: &str = "\
     Sáng nay, Ủy ban nhân dân thành phố họp với các quận về tình hình ngập nước ở khu vực \
     ngoại thành. Theo báo cáo, mưa lớn kéo dài ba ngày đã làm nhiều tuyến đường bị chia \
     cắt, hàng trăm hộ dân phải sơ tán đến nơi an toàn. Người phát ngôn cho biết các trường \
     học sẽ mở cửa trở lại vào thứ Hai tuần sau.";

/// Thai.
pub(super) const THAI: &str = "\
     กรุงเทพมหานครประกาศเมื่อเช้านี้ว่าจะเริ่มซ่อมแซมทางเดินริมแม่น้ำ โฆษกกล่าวว่างานจะเสร็จภายในสิ้นปี แ\
     ละการจราจรจะเหลือเพียงช่องทางเดียว ชาวบ้านในละแวกนั้นร้องเรียนเรื่องเสียงดัง แต่เจ้าหน้าที่ยืนยัน\
     ว่าจะไม่มีใครเริ่มงานก่อนเก้าโมงเช้า";
